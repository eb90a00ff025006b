"""Posts under the heads of letters that no element holds together: labels and values in cells of a table, in lines or in paragraphs.

``From: NAME``, ``Date: …`` and ``Subject: …`` stand above each text; what follows, up to the next head, is the post.  Each is put into an
element of its own, with its name and its time marked as such.  The page's tree is changed; its outline is outdated then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from lxml import etree
from lxml.etree import XPath
from lxml.etree import _Element as Element

from crawler.dates.spot import date_in
from crawler.engines.generic.fields.letters import telnet_head
from crawler.engines.generic.fields.people import as_name
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.spoken import may_speak, spoken
from crawler.lexicon.phrases import any_of
from crawler.text import tidy

_KINDS = ("sender", "sent", "subject")
_LABEL = re.compile(
    rf"(?:(?P<sender>{any_of('sender')})|(?P<sent>{any_of('sent')})|(?P<subject>{any_of('subject')}))(?:\s*[:：]\s*(?P<value>.*))?",
    re.IGNORECASE,
)
_SENT_BY = re.compile(r"(?:from|von|de|da|od|van|от|från|fra|kimden|差出人|发件人|寄件者|보낸\s?사람)(?:\s*[:：].*)?", re.IGNORECASE)
"""Labels of senders that only letters have."""
_LEAST, _MOST = 2, 400
"""Heads of a page that need no subject, and that are put together at most."""
_TEXT = "gathered-text"
"""The class of what is made to hold a letter's text."""
_HEAD = 14
"""Texts among which a head ends."""
_LONGEST_VALUE, _LONGEST_LINE, _WEEKDAY = 200, 40, 5
"""Letters of a value, of a time in a line of its own, and of the day of the week before its day."""
_UNREAD = frozenset(("script", "style", "template", "textarea", "select", "option", "pre", "head"))
_LISTS = ("ul", "ol", "p", "div", "table")
_SIGNS = frozenset("[]()|·-–—")
_BLOCKS = ("ul", "ol", "dl", "table", "p")
_NEWS = ("h2", "h3", "h4", "h5")
_TITLES = ("h1", "h2", "h3", "th")
_ENDS = ("form", "nav", "footer", "h1")
_HOLDERS = ("body", "main", "article", "td", "form", "div")
"""What may hold the only letter of a page."""
_TEXTS = XPath(".//text()")


class _Text(NamedTuple):
    """A piece of text, and where it stands: in an element, or behind it."""

    node: Element
    behind: bool
    words: str

    def clear(self) -> None:
        if self.behind:
            self.node.tail = None
        else:
            self.node.text = None


class _Head(NamedTuple):
    name: str
    time: str
    texts: list[_Text]
    whole: bool
    """It has a subject, too."""
    subject: str = ""
    """The same where it stands in a line above."""
    listed: bool = False
    """A heading stands right above that links to a page of its own, as in a list of news."""


def gather_letters(outline: Outline) -> bool:
    """Puts the letters of a page together; whether there were several."""
    root = outline.nodes[0]
    if printed := [(text, told) for text in root.iter("pre") if (told := telnet_head(text))]:
        outline.outdated = True
        for text, said in printed:
            _wrap(text, said.sender, said.time, [])
        return True
    heads = _heads(list(_texts(root)))
    if not (_LEAST <= len(heads) <= _MOST or (len(heads) == 1 and heads[0].whole)):
        return False
    if len(heads) > 1 and all(head.listed for head in heads):
        return False
    starts = [_start(head.texts[0]) for head in heads]
    holder = _holder(starts)
    if not any(head.whole for head in heads) and _are_feet(holder, heads):
        return False
    tops = [_top(start, holder) for start in starts]
    if len(set(tops)) < len(tops):
        return False
    outline.outdated = True
    own = set(tops)
    for head, start, top in zip(heads, starts, tops, strict=True):
        start.text = None
        _hold(head, top, own)
    return True


def _are_feet(holder: Element, heads: list[_Head]) -> bool:
    """Whether something is written before the first of some heads, and nothing behind the last: each stands below its words."""
    own = {(text.node, text.behind) for head in heads for text in head.texts}
    texts = [(text.node, text.behind) for text in _texts(holder) if text.node.tag not in _TITLES]
    return bool(texts) and texts[0] not in own and texts[-1] in own


def letters_in(outline: Outline) -> list[int]:
    """The positions of the texts of the letters that were put together."""
    return [outline.index[node] for node in outline.nodes[0].iter("div") if node.get("class") == _TEXT]


def is_letter(element: Element) -> bool:
    """Whether an element is the text of a letter that was put together, or a part of it."""
    return any(node.get("class") == _TEXT for node in (element, *element.iterancestors("div")))


def _texts(root: Element) -> Iterator[_Text]:
    """The texts of a page in document order."""
    for words in _TEXTS(root):
        node = words.getparent()
        if node is not None and (words.is_tail or node.tag not in _UNREAD) and (shown := tidy(words)):
            yield _Text(node, words.is_tail, shown)


def _heads(texts: list[_Text]) -> list[_Head]:
    """The heads among texts."""
    found: list[_Head] = []
    at = 0
    while at < len(texts):
        head = _head(texts[at : at + _HEAD]) if _is_sender(texts[at].words) else None
        if head and not head.whole and _SENT_BY.match(texts[at].words):
            before = _labels_before(texts, at)
            head = head._replace(texts=texts[before:at] + head.texts, whole=before < at or _has_address(head))
            at = before
        head = head or _unlabelled(texts[at : at + 3])
        if head is None and may_speak(texts[at].words) and (said := spoken(texts, at)):
            head = _Head(said.name, said.time, texts[at - said.before : at + said.used], said.whole, said.subject, _is_listed(texts, at))
            at -= said.before
        if head:
            found.append(head)
        at += len(head.texts) if head else 1
    return found


def _is_sender(words: str) -> bool:
    label = _LABEL.fullmatch(words) if len(words) <= _LONGEST_VALUE else None
    return label is not None and label["sender"] is not None


def _head(texts: list[_Text]) -> _Head | None:
    """The head that begins with the first of some texts; None without a name and a time."""
    values: dict[str, str] = {}
    label, used = "", 0
    for number, text in enumerate(texts):
        words = text.words
        found = _LABEL.fullmatch(words)
        if label:
            value = words.lstrip(":： ")
            if not value:
                continue
            _note(values, label, value)
            label = ""
        elif found:
            kind = next(kind for kind in _KINDS if found[kind] is not None)
            if kind == "sender" and kind in values:
                break  # the next letter's
            label = kind
            if found["value"]:
                _note(values, label, found["value"])
                label = ""
        elif number and _is_address(words):
            pass
        else:
            break
        used = number + 1
    name = as_name(re.sub(r"\s*[<(（\[].*$", "", values.get("sender", "")))
    time = values.get("sent", "")
    if label or not name or len(time) > _LONGEST_VALUE or not any(map(str.isdigit, time)):
        return None
    whole = "subject" in values
    return _Head(name, time, texts[:used], whole) if date_in(time) is not None or whole else None


def _is_listed(texts: list[_Text], at: int) -> bool:
    """Whether the text before another is a link in a heading."""
    node = texts[at - 1].node if at else None
    return (
        node is not None
        and any(one.tag == "a" for one in (node, *node.iterancestors("a")))
        and any(True for _ in node.iterancestors(*_NEWS))
    )


def _unlabelled(texts: list[_Text]) -> _Head | None:
    """The head of a letter that is a name, the link to its address, and a time, without any label; None for any other texts."""
    if len(texts) < 3 or texts[0].node.tag not in ("b", "strong") or not (texts[1].node.get("href") or "").startswith("mailto:"):
        return None
    name = as_name(texts[0].words)
    time = texts[2].words
    start = date_in(time) if len(time) <= _LONGEST_LINE else None
    timed = start is not None and start <= _WEEKDAY
    return _Head(name, time, texts, whole=True) if name and timed else None


def _has_address(head: _Head) -> bool:
    """Whether the address of the sender stands behind the name."""
    return any("@" in text.words or " at " in text.words or "(at)" in text.words for text in head.texts)


def _labels_before(texts: list[_Text], at: int) -> int:
    """Where a letter's head begins that names its receivers and its subject before the sender, in the same list or table."""
    block = next(texts[at].node.iterancestors(*_BLOCKS), None)
    first = at
    for before in range(at - 1, max(-1, at - _HEAD), -1):
        node = texts[before].node
        if block is None or block not in (node, *node.iterancestors()):
            break
        label = _LABEL.fullmatch(texts[before].words)
        first = before if label and label["subject"] is not None else first
    return first


def _is_address(words: str) -> bool:
    """Whether a text is the address behind a name, or a sign around it."""
    return len(words) < _LONGEST_VALUE and (words.startswith(("(", "<", "[")) or ("@" in words and " " not in words) or words in ")>]")


def _note(values: dict[str, str], label: str, value: str) -> None:
    """Keeps what stands behind a label; day and clock may have one each."""
    values[label] = f"{values[label]} {value}" if label == "sent" and label in values else values.get(label, value)


def _start(text: _Text) -> Element:
    """The element of a text; one is made for what stands behind an element or beside others."""
    node = text.node
    if not text.behind and not len(node):
        return node
    made = etree.Element("span")
    if text.behind:
        made.text, node.tail = node.tail, None
        node.addnext(made)
    else:
        made.text, node.text = node.text, None
        node.insert(0, made)
    return made


def _holder(starts: list[Element]) -> Element:
    """The innermost element that holds the starts of all letters."""
    above = [*starts[0].iterancestors(*_HOLDERS)] if len(starts) == 1 else [*starts[0].iterancestors()]
    for start in starts[1:]:
        own = set(start.iterancestors())
        above = [node for node in above if node in own]
    return above[0]


def _top(start: Element, holder: Element) -> Element:
    """The part of an element in which another one stands."""
    while (above := start.getparent()) is not None and above is not holder:
        start = above
    return start


def _hold(head: _Head, top: Element, tops: set[Element]) -> None:
    """Puts a letter, up to the next one, into an element: its name, its time, and what is left without its head."""
    for text in head.texts[1:]:
        text.clear()
    after: list[Element] = []
    for node in top.itersiblings():
        if node in tops or node.tag in _ENDS or (node.tag == "hr" and any(_says(one) for one in after)):
            break
        if node.tag not in _LISTS or any(map(_says, after)) or not _only_leads(node):
            after.append(node)
    _wrap(top, head.name, head.time, after, head.subject)


def _wrap(top: Element, name: str, time: str, after: list[Element], subject: str = "") -> None:
    """Puts an element and what follows it into one that says who wrote it, and when."""
    holder = top.getparent()
    if holder is None:
        return
    post = etree.Element("div", {"class": "gathered"})
    holder.replace(top, post)
    etree.SubElement(post, "span", {"class": "author"}).text = name
    etree.SubElement(post, "span", {"class": "date"}).text = time
    if subject:
        etree.SubElement(post, "span", {"class": "subject"}).text = subject
    words = etree.SubElement(post, "div", {"class": _TEXT})
    words.extend([top, *after])


def _only_leads(node: Element) -> bool:
    """Whether a list says nothing but labels and links: to the letters before and after, as archives have it between head and text."""
    linked = {text for link in node.iter("a") for text in link.itertext()}
    others = (tidy(text) for text in node.itertext() if text not in linked)
    return bool(linked) and all(words[-1:] in ("", ":", "：") or words in _SIGNS for words in others)


def _says(node: Element) -> bool:
    return bool(tidy(node.tail or "")) or any(True for text in islice(node.itertext(), _HEAD) if tidy(text))
