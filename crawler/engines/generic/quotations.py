"""Quoted passages of a body, and whose words they are: named in a heading that stands in them, above them or beside them."""

from __future__ import annotations

import re
from itertools import islice, pairwise

from lxml.etree import _Element as Element

from crawler.blocks import Block, Body
from crawler.body.quoting import speaker
from crawler.body.trees import rows_of
from crawler.body.walker import Walker
from crawler.dates.spot import date_in
from crawler.engines.generic.fields.people import name_of
from crawler.engines.generic.shape.vocabulary import QUOTE, names_person
from crawler.items import Quote
from crawler.lexicon.phrases import word_of
from crawler.select import text_of

_SAYS = re.compile(
    rf"^(?P<name>.{{1,60}}?)\s*(?:{word_of('wrote')}|[说說](?![^:：]*[\u4e00-\u9fff]))"
    r"[^:：]{0,40}[:：]\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"^@?(?P<name>(?!(?:he|she|they|it|you|i|who|someone|somebody|[他她它我你谁]们?)\b)\S{1,40}?)"
    rf"(?:,? (?:on|am|le|el) [^:]{{5,24}}(?::\d\d[^:]{{0,6}})?)?,?\s*(?:posted|{word_of('wrote')}|[说說])(?: in .{{2,90}})?\s*"
    r"(?:[:：]|\.\.\.|…)$",
    re.IGNORECASE,
)
_POSTED = re.compile(r"^(?P<name>.{1,40}?)\s*(?:[发發]表[于於]|posted on)\s*[\d\s年月日:/.-]{4,30}(?P<rest>)$", re.IGNORECASE)
_ON = re.compile(r"\s+on\s+(?P<date>[A-Z\d].{5,40})(?<![:：])$")
_ENDS = re.compile("[:：]")
_LONGEST = 120
"""Letters of a quotation's heading at most."""
_FIRST = 6
"""Elements of a quotation among which its heading is."""
_ORIGINALLY = re.compile(
    r"^(?:\d+\s*[楼樓F#][:：]?\s*)?(?:originally posted by|quote from|zitat von|引自|原帖由|引用第?\s*\d*\s*[楼樓])\s*[:：]?\s*"
    r"(?P<name>[^:：]{1,60}?)\s*(?:的回[复覆]|(?:on|at) [a-z\d][^:：]{5,24}(?::\d\d[^:：]{0,6}){1,2}"
    r"|[于於]\s*\d[\d\s年月日:/.-]*[发發]表[^:：]*)?(?:[:：]\s*(?P<rest>.*))?$",
    re.IGNORECASE,
)
_NAMELESS = re.compile(r"^(?:quote|quotation|zitat|cita|citation|引用(?:回[帖复覆]|帖子|内容|內容)?|цитата)\s*[:：]$", re.IGNORECASE)
_CODE = re.compile(
    r"^(?:code|quelltext|quellcode|código|код|代[码碼])\s*[:：]?\s*(?:\[?(?:select(?: all)?|copy|expand)\]?|复制代码|全选)?$", re.IGNORECASE
)
"""The heading of a block of code."""
HEADS = re.compile(
    r"(?:\w+[-_])*?(?:bb|code)?quote(?:d)?[-_]?(?:title|head|header|heading|author|by|info|name|from)|citation", re.IGNORECASE
)
"""What an element is called that stands above a quotation and says whose it is."""


def take_headings(body: Body) -> None:
    """Lines of their own above a quotation, saying whose it is, belong to that (Markdown has no other way); ``Code:`` is nobody's words."""
    taken = set()
    for at, (above, block) in enumerate(pairwise(body.blocks)):
        if above.type != "paragraph" or len(above.text) >= _LONGEST:
            continue
        if block.type == "code":
            taken |= {at} if _CODE.match(above.text) else set()
        elif block.type == "quote" and block.index is not None and not (quote := body.quotes[block.index]).author:
            words = above.text.rstrip(" ↑")
            match = _WROTE.match(words) or _ORIGINALLY.match(words) or _POSTED.match(words)
            if match and not match.groupdict().get("rest"):
                quote.author = _undated(match["name"])
                taken.add(at)
            elif _NAMELESS.match(above.text):
                taken.add(at)
    body.blocks = [block for at, block in enumerate(body.blocks) if at not in taken] if taken else body.blocks


def unquote(body: Body) -> None:
    """Takes what opens a thread for its writer's own, where nothing stands in it but a quotation of nobody: it is only called so."""
    if len(body.quotes) == 1 and not body.quotes[0].author and not any(block.text for block in body.blocks):
        words = [Block("paragraph", line) for line in body.quotes.pop().text.split("\n")]
        at = next(at for at, block in enumerate(body.blocks) if block.type == "quote")
        body.blocks[at : at + 1] = words


def heading(walker: Walker, element: Element) -> None:
    """What stands above a quotation and is called its heading; elsewhere it is words as others."""
    if not _is_quoted(element.getnext()):
        walker.descend(element)


def table(walker: Walker, element: Element) -> None:
    """A table, or the frame that old boards draw around a quotation or code, with or without a heading in a row of its own."""
    cells = _cells(element)
    above = text_of(cells[0]) if cells and len(cells) < 3 else ""
    if len(cells) == 1 and _ORIGINALLY.match(above[:_LONGEST]):
        quote(walker, element)
    elif len(cells) == 2 and _CODE.match(above):
        walker.code(cells[1])
    elif len(cells) == 2 and _is_heading(above):
        quote(walker, element)
    else:
        walker.table(element)


def fieldset(walker: Walker, element: Element) -> None:
    """A frame with a heading: of a quotation, or of anything else."""
    if _NAMELESS.match(text_of(element.find("legend")).rstrip(" :：") + ":"):
        quote(walker, element)
    else:
        walker.descend(element)


def _cells(element: Element) -> list[Element]:
    """The cells of a table with one in each row; none of any other."""
    rows = [list(row.iterchildren("td", "th")) for row in islice(rows_of(element), 3)]
    return [cells[0] for cells in rows] if all(len(cells) == 1 for cells in rows) else []


def _is_heading(words: str) -> bool:
    """Whether words are the heading of a quotation and nothing else."""
    if len(words) >= _LONGEST:
        return False
    said = _ENDS.search(words) and _SAYS.match(words)
    return _NAMELESS.match(words) is not None or bool(said and not said["rest"])


def _is_quoted(element: Element | None) -> bool:
    """Whether an element is called a quotation."""
    return element is not None and (element.tag == "blockquote" or any(map(QUOTE.match, (element.get("class") or "").split())))


def quote(walker: Walker, element: Element) -> None:
    """A quoted passage; a heading with the quoted person's name belongs to it.  A line of imageboards (``>words``) is the writer's."""
    if element.tag == "span" and text_of(element)[:1] == ">":
        walker.descend(element)
        return
    inner = _framed(element)
    before = element.getprevious()
    lines = [line for line in walker.inside_text(element if inner is None else inner).split("\n") if line]
    quote = Quote("")
    cite = text_of(element.find(".//cite")) if inner is None else text_of(element).removesuffix(text_of(inner)).strip()
    if not cite and before is not None and any(map(HEADS.fullmatch, (before.get("class") or "").split())):
        cite = text_of(before)
        cite = cite[: date_in(cite) or None]
    if cite and lines:
        lines = [*filter(None, [lines[0].removeprefix(cite).lstrip()]), *(line for line in lines[1:] if line != cite)]
    if lines and element.tag == "fieldset":
        lines[0] = lines[0].removeprefix(text_of(element.find("legend"))).lstrip()
    heading = cite or (lines[0] if lines else "")
    if (dated := _ON.search(heading)) and date_in(dated["date"]) == 0:
        heading = heading[: dated.start()]
    if not cite and len(lines) > 1 and (below := _POSTED.match(lines[-1])):
        quote.author = _undated(below["name"])
        del lines[-1]
    elif match := _POSTED.match(heading) or (_ENDS.search(heading, 0, _LONGEST) and _SAYS.match(heading)) or _ORIGINALLY.match(heading):
        quote.author = _undated(match["name"])
        if not cite:
            lines[:1] = [match["rest"]] if match["rest"] else []
    else:
        quote.author = _undated(speaker(cite) or "") if cite else _first_named(element)
        if quote.author and lines and not cite:
            lines[0] = lines[0].removeprefix(quote.author).lstrip(" :：") or lines[0]
    quote.text = "\n".join(line for line in lines if line != quote.author)
    walker.quote(quote)


def _framed(element: Element) -> Element | None:
    """The quotation in an element that adds nothing to it but a frame and a heading above."""
    inner = element.find(".//blockquote") if element.tag != "blockquote" else None
    if element.tag == "table" and len(cells := _cells(element)) == 2:
        inner = cells[1]
    whole, own = text_of(element), text_of(inner)
    return inner if own and whole.endswith(own) and len(whole) - len(own) < _LONGEST else None


def _undated(name: str) -> str | None:
    """A name without the time before or after it."""
    name = name.rpartition(", ")[2] if date_in(name) == 0 else name
    return re.sub(r",?\s+(?:on|at|am|le|el|um)$", "", name[: date_in(name) or None].strip(" @:：,，(（·-↑»")) or None


def _first_named(element: Element) -> str | None:
    """The person with whose name a passage begins."""
    for node in islice(element.iter("a", "span", "b", "strong", "div", "footer"), _FIRST):
        if (
            (names_person(node) or "mention" in (node.get("class") or "").lower())
            and (name := name_of(node))
            and not name.startswith("@")
            and text_of(element).startswith(name)
        ):
            return name
    return None
