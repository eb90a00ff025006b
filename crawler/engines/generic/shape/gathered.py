"""Posts that no element holds: lines with a name and a time, and between them what was written, all side by side.

Each is put into an element of its own, and so is what was written in it, where that is bare text or several elements.
The page's tree is changed; its outline is outdated then.
"""

from __future__ import annotations

from itertools import takewhile

from lxml import etree
from lxml.etree import _Element as Element

from crawler.engines.generic.fields.beside import name_before
from crawler.engines.generic.shape.anchored import times_alike
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import common
from crawler.select import text_of

_MOST = 400
"""Posts of a page that are put together."""
_LINE = 90
"""Letters of a line with a name and a time, at most."""
_ENDS = ("form", "nav", "footer", "h1")
"""Elements that end a post, besides a rule and the next one's line."""
_STARTS = (*_ENDS, "header", "h2", "h3", "hr")
"""Elements that end it above, where the line stands below the words."""
_LOOSE = ("p", "font", "center")
"""Elements in which a line may stand beside words, other lines not."""
_KINDS = 4
"""Kinds of lines that are looked at."""


def gather(outline: Outline) -> bool:
    """Puts the posts of a page together where each begins, or ends, with a line of its own; whether there were any."""
    for times in sorted(times_alike(outline), key=len, reverse=True)[:_KINDS]:
        if not (lines := _lines(outline, times)):
            continue
        shown = {outline.stamps.get(at) for at in times}
        if _gathered(outline, lines, shown):
            return True
    return False


def _gathered(outline: Outline, lines: list[Element], shown: set[str | None]) -> bool:
    """Puts the posts together whose lines these are; whether something is written above or below each line."""
    own = set(lines)
    if _are_below(lines, own, shown):
        outline.outdated = True
        _mark_bare(lines, shown)
        for line, above in [(line, _above(line, own)) for line in lines]:
            _hold_above(line, above, outline)
        return True
    if sum(_is_followed(line, own) for line in lines) * 2 > len(lines):
        outline.outdated = True
        for line in lines:
            _hold(line, own, timed_behind=(line.tail or "").strip() in shown)
        return True
    return False


def _lines(outline: Outline, times: list[int]) -> list[Element]:
    """The lines that say who wrote at these times, side by side in one element; empty where they do not, or one person wrote all."""
    nodes = outline.nodes
    names = [name_before(nodes[at], outline.stamps.get(at)) for at in times]
    if 3 * sum(map(bool, names)) < 2 * len(names) or len(set(names)) < 2 or len(times) > _MOST:
        return []  # a guest may be nobody's name
    holder = times[0]
    for at in times[1:]:
        holder = common(outline, holder, at)
    if holder in times:
        holder = outline.parent(holder)
    tops = [_below(outline, holder, at) for at in times]
    lines = [nodes[at] for at in tops]
    if len(set(tops)) == len(tops) and _are_lines(lines):
        same = (node for node in nodes[holder] if (node.tag, node.get("class")) == (lines[0].tag, lines[0].get("class")))
        placed = ((node, outline.index.get(node, 0)) for node in same)
        return [node for node, at in placed if outline.any_within(outline.times, at, outline.end(at))]
    loose = [_line(nodes[at], nodes[holder]) for at in times]
    if len(set(loose)) < len(loose) or not _are_lines(loose) or not all(_is_loose(line, nodes[holder]) for line in loose):
        return []
    outline.outdated = True
    for line in loose:
        _set_free(line, nodes[holder])
    return loose


def _are_lines(nodes: list[Element]) -> bool:
    """Whether elements are made alike, and each holds no more than a line."""
    return len({(node.tag, node.get("class")) for node in nodes}) == 1 and all(len(text_of(node)) <= _LINE for node in nodes)


def _line(node: Element, holder: Element) -> Element:
    """The outermost element around a time that holds no more than a line."""
    while (above := node.getparent()) is not None and above is not holder and len(text_of(above)) <= _LINE and above.tag != "p":
        node = above
    return node


def _is_loose(line: Element, holder: Element) -> bool:
    """Whether nothing but paragraphs and the like stand between a line and the holder of all lines."""
    return all(above.tag in _LOOSE for above in takewhile(lambda above: above is not holder, line.iterancestors()))


def _set_free(line: Element, holder: Element) -> None:
    """Puts a line, and what stands beside it in the same paragraph, straight into the holder of all lines."""
    while (above := line.getparent()) is not None and above is not holder:
        if words := (above.text or "").strip():
            first = etree.Element("span")
            first.text = words
            above.insert(0, first)
        for node in [*above]:
            above.addprevious(node)
        if (above.tail or "").strip():
            last = etree.Element("span")
            last.text = above.tail
            above.addprevious(last)
        above.tail = None
        outer = above.getparent()
        if outer is not None:
            outer.remove(above)


def _mark_bare(lines: list[Element], shown: set[str | None]) -> None:
    """Puts the bare text behind elements side by side with lines into elements of its own; the time behind a line stays."""
    holder, own = lines[0].getparent(), set(lines)
    for node in [*holder] if holder is not None else ():
        if (words := (node.tail or "").strip()) and not (node in own and words in shown):
            bare = etree.Element("span")
            bare.text, node.tail = node.tail, None
            node.addnext(bare)


def _below(outline: Outline, holder: int, at: int) -> int:
    """The part of an element in which another one stands."""
    while (above := outline.parent(at)) != holder and above:
        at = above
    return at


def _after(line: Element, lines: set[Element]) -> list[Element]:
    """The elements between a line and the next one, or a rule below their words."""
    found: list[Element] = []
    for node in takewhile(lambda node: node not in lines and node.tag not in _ENDS, line.itersiblings()):
        if node.tag == "hr" and any(map(_weight, found)):
            break
        found.append(node)
    return found


def _is_followed(line: Element, lines: set[Element]) -> bool:
    """Whether something is written between a line and the next one."""
    return bool((line.tail or "").strip()) or any(map(_weight, _after(line, lines)))


def _hold(line: Element, lines: set[Element], *, timed_behind: bool) -> None:
    """Puts a line and what follows it, up to the next one, into an element, and what follows into one inside.

    The text right behind the line may be its time.
    """
    holder, after = line.getparent(), _after(line, lines)
    if holder is None:
        return
    post = etree.Element("div", {"class": "gathered"})
    holder.replace(line, post)
    words = etree.SubElement(post, "div", {"class": "words"})
    post.insert(0, line)
    if not timed_behind:
        words.text, line.tail = line.tail, None
    words.extend(after)


def _above(line: Element, lines: set[Element]) -> list[Element]:
    """The elements between a line and the one before it, a rule or a heading above their words."""
    found = list(takewhile(lambda node: node not in lines and node.tag not in _STARTS, line.itersiblings(preceding=True)))[::-1]
    while found and not _weight(found[0]):
        del found[0]
    return found


def _are_below(lines: list[Element], own: set[Element], shown: set[str | None]) -> bool:
    """Whether something is written above each line, and nothing below the last: then each stands below its words."""
    return not _is_followed(lines[-1], own) and all(any(map(_weight, _above(line, own))) or _bare_above(line, own, shown) for line in lines)


def _bare_above(line: Element, own: set[Element], shown: set[str | None]) -> bool:
    """Whether bare text, other than a time, stands behind the line before, or behind the rule or heading above."""
    above = next((node for node in line.itersiblings(preceding=True) if node in own or node.tag in _STARTS), None)
    words = (above.tail or "").strip() if above is not None else ""
    return bool(words) and words not in shown


def _hold_above(line: Element, above: list[Element], outline: Outline) -> None:
    """Puts a line and what stands above it, down from the one before, into an element, and what stands above into one inside.

    What says no more than the page's title is none of it.
    """
    holder = line.getparent()
    while len(above) > 1 and (not _weight(above[0]) or (not (above[0].tail or "").strip() and outline.is_subject(text_of(above[0])))):
        del above[0]
    if holder is None:
        return
    post = etree.Element("div", {"class": "gathered"})
    holder.replace(line, post)
    words = etree.SubElement(post, "div")
    words.extend(above)
    post.append(line)


def part(outline: Outline, bodies: list[int]) -> bool:
    """Puts the words of bodies that hold name and time, too, into elements of their own; whether most bodies were such."""
    found = [split for at in bodies if (split := _split(outline, at))]
    shown = set(outline.stamps.values())
    if 2 * len(found) <= len(bodies):
        return False
    outline.outdated = True
    for body, line, is_head in found:
        words = etree.Element("div", {"class": "words"})
        if is_head:
            words.extend(list(line.itersiblings()))
            if (line.tail or "").strip() not in shown:
                words.text, line.tail = line.tail, None
            body.append(words)
        else:
            words.text, body.text = body.text, None
            words.extend(list(line.itersiblings(preceding=True))[::-1])
            body.insert(0, words)
    return True


def _split(outline: Outline, at: int) -> tuple[Element, Element, bool] | None:
    """A body, the part of it with its time, and whether this ends its head or begins its foot; None where neither is a line."""
    body, times = outline.nodes[at], outline.within(outline.times, at + 1, outline.end(at))
    if not times:
        return None
    first, last = (outline.nodes[_below(outline, at, one)] for one in (times[0], times[-1]))
    whole, above = len(text_of(body)), _length(body.text) + sum(map(_weight, first.itersiblings(preceding=True)))
    head = above + len(text_of(first))
    foot = len(text_of(last)) + _length(last.tail) + sum(map(_weight, last.itersiblings()))
    if head <= _LINE and head < whole:
        return body, first, True
    return (body, last, False) if foot <= _LINE and foot < whole else None


def _weight(node: Element) -> int:
    return len(text_of(node)) + _length(node.tail)


def _length(text: str | None) -> int:
    return len((text or "").strip())
