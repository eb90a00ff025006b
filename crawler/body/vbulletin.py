"""vBulletin's post bodies, the same in versions 3, 4 and 5 but for a few classes.

'3' and '4' below name who showed a rule; 5 writes what 4 wrote.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.blocks import Block
from crawler.body.folded import has_control
from crawler.body.pictures import picture
from crawler.body.walker import Rules, Walker, skip
from crawler.items import Attachment, Quote
from crawler.select import first_of, text_of
from crawler.text import size
from crawler.urls import absolute

_POST_LINK = re.compile(r"#post(\d+)|[?&]p=(\d+)|-post(\d+)")
_FILE_NAME = re.compile(r"\bName:\s*(.+?)\s*(?:\b\w+:\s*[\d,.]+|$)")
_FILE = re.compile(r"attachment\.php|/attachments?/|filedata/fetch")
_FILE_NOISE = re.compile(r"&(?:amp;)?(?:d|stc|thumb|type|s)=[^&#]*")


def _label_of(element: Element) -> Element | None:
    """3: the line 'Quote:' or 'Code:' that stands before a quotation or listing."""
    label = element.getprevious()
    if label is None or label.tag != "div" or len(text := text_of(label)) > 40:
        return None
    return label if text.endswith((":", "：")) and not has_control(label) else None


def _is_said_by(element: Element | None) -> bool:
    """Skins for phones: whether a line says whom the box below it quotes, 'Originally Posted by' and the name in bold."""
    if element is None or element.tag not in ("div", "p") or len(element) != 1 or element[0].tag not in ("b", "strong"):
        return False
    box, said = element.getnext(), (element.text or "").strip()
    if box is None or box.tag not in ("div", "blockquote") or not said or len(said) > 40 or (element.tail or "").strip():
        return False
    return any(word in f"{element.get('class')} {box.get('class')}".lower() for word in ("quot", "original"))


def _names_quoted(walker: Walker, element: Element) -> bool:
    """Whether an element belongs to such a quotation: its label and its line are no words, its box is the quotation."""
    following, before = element.getnext(), element.getprevious()
    if _is_said_by(element) or (_is_said_by(following) and not (element.tail or "").strip() and _ends_like_label(element)):
        return True
    if before is None or not _is_said_by(before):
        return False
    quote = Quote("\n".join(line for line in walker.inside_text(element).split("\n") if line))
    quote.author = text_of(before[0]) or None
    walker.quote(quote)
    return True


def _ends_like_label(element: Element) -> bool:
    text = text_of(element)
    return len(text) <= 40 and text.endswith((":", "："))


def _label(walker: Walker, element: Element) -> None:
    following = element.getnext()
    boxed = following is not None and (following.tag in ("table", "pre") or "alt2" in (following.get("class") or ""))
    if not boxed or following is None or _label_of(following) is None:
        walker.descend(element)


def _div(walker: Walker, element: Element) -> None:
    if _names_quoted(walker, element):
        return
    if len(element) < 2 and not (element.text or "").strip() and element.getnext() is not None:
        _label(walker, element)
    else:
        walker.descend(element)


def _blockquote(walker: Walker, element: Element) -> None:
    if not _names_quoted(walker, element):
        walker.descend(element)


def _boxed(walker: Walker, element: Element) -> None:
    """``alt2``: a box below a label."""
    if element.tag == "pre" or (element.tag == "div" and element.find("code") is not None):
        walker.code(element)
    elif _label_of(element) is not None:
        _quote(walker, element)
    else:
        walker.descend(element)


def _table(walker: Walker, element: Element) -> None:
    if _label_of(element) is not None:
        _quote(walker, element)
    else:
        walker.table(element)


def _box(walker: Walker, element: Element) -> None:
    """4: ``bbcode_container``."""
    if first_of(element, "bbcode_quote", "div") is not None:
        _quote(walker, element)
    else:
        walker.descend(element)


def _quote(walker: Walker, element: Element) -> None:
    quote = Quote("")
    lines = [line for line in walker.inside_text(element).split("\n") if line]
    head = next((strong.getparent() for strong in element.iter("strong")), None)
    if head is not None and ((head.text or "").strip() or "postedby" in (head.get("class") or "")) and lines[:1] == [text_of(head)]:
        lines.pop(0)
        quote.author = text_of(head.find("strong")) or None
        links = (_POST_LINK.search(link.get("href") or "") for link in head.iter("a"))
        quote.post_id = next((match[1] or match[2] or match[3] for match in links if match), None)
    quote.text = "\n".join(lines)
    walker.quote(quote)


def _link(walker: Walker, element: Element) -> None:
    """Long addresses are shown with their middle left out."""
    text, href = element.text or "", element.get("href") or ""
    start, dots, end = text.partition("...")
    if dots and not len(element) and start.startswith(("http", "www.")) and start in href and href.endswith(end):
        walker.text(href)
    else:
        walker.descend(element)


def _img(walker: Walker, element: Element) -> None:
    image = picture(element, walker.base_url)
    if image is None:
        return
    parent = element.getparent()
    href = absolute(walker.base_url, parent.get("href") or "") if parent is not None and parent.tag == "a" else ""
    if _FILE.search(href):
        image.url, image.thumb_url = _file(href), image.url
    elif _FILE.search(image.url):
        image.url = _file(image.url)
    if image.alt and (match := _FILE_NAME.search(image.alt)):
        image.filename, image.alt = match[1], None
    walker.image(image)


def _file(url: str) -> str:
    return _FILE_NOISE.sub("", url)


def attached(walker: Walker, box: Element) -> None:
    """A group of files below a body; other boxes (log-in, rules) hold none."""
    for element in box.iter("a", "img"):
        if element.tag == "img":
            if _FILE.search(element.get("src") or ""):
                _img(walker, element)
        elif _FILE.search(element.get("href") or "") and (name := text_of(element)):
            walker.attachment(Attachment(name, _file(absolute(walker.base_url, element.get("href") or "")) or None, size(element.tail)))


def _video(walker: Walker, element: Element) -> None:
    link = next((e.get("src") or e.get("href") for e in element.iter("iframe", "embed", "a") if e.get("src") or e.get("href")), None)
    if url := absolute(walker.base_url, link or ""):
        walker.add(Block("media", url=url))


RULES = Rules(
    classes={
        **dict.fromkeys(("inlineimg", "bbcode_description"), skip),
        "smallfont": _label,
        "alt2": _boxed,
        "bbcode_container": _box,
        "bbcode_code": Walker.code,
        "video_player": _video,
    },
    tags={"table": _table, "img": _img, "a": _link, "div": _div, "blockquote": _blockquote},
    beside=attached,
)
