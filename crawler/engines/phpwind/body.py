"""The bodies of phpwind posts: what each class and tag in them means."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.pictures import picture
from crawler.body.walker import Rules, Walker, skip
from crawler.items import Attachment, Quote
from crawler.select import text_of
from crawler.text import printable, size, tidy
from crawler.urls import absolute, query

_CLICK = re.compile(r"window\.open\('([^']+)'")
_DESCRIBED = re.compile(r"(?:描述|描述信息)\s*[:：]\s*(\S.*)")
_NAMED = re.compile(r"图片\s*[:：]\s*(\S.*)")
_QUOTED = re.compile(
    r"^(?:引用\s*(?:第\s*\d+\s*[楼樓]|[楼樓]主)?\s*(?P<name>(?:\S.*?)?)\s*[于於]\s*(?P<time>\d{4}-\d+-\d+ \d+:\d+)\s*[发發]表的?|"
    r"回\s*(?:[楼樓]主|\d+[楼樓])\s*[(（](?P<name2>.+?)[)）]\s*的帖子)\s*(?P<rest>.*)$"
)
_SAVED_EMOTICON = re.compile(r"_files/\d{1,3}\.gif$")
"""The emoticons are numbered; in a page that a browser saved their folder no longer tells."""
_NO_SIZE = re.compile(r"font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)", re.IGNORECASE)
_LOCKS = re.compile("隐藏|加密|售价|购买|出售|登录|屏蔽|才能|审核|关闭|需要")
_ALTERED = re.compile(r"\[?\s*此[帖贴]被.{1,40}?在\s*(\d{4}-\d+-\d+(?: \d+:\d+(?::\d+)?)?)\s*重新[编編][辑輯]\s*\]?\s*$")


def take_edit_note(walker: Walker) -> None:
    """8 and before end the body with '[ 此帖被NAME在TIME重新编辑 ]'."""
    blocks = walker.body.blocks
    if blocks and blocks[-1].type == "paragraph" and (match := _ALTERED.search(blocks[-1].text)):
        walker.body.edited = match[1]
        blocks[-1].text = tidy(blocks[-1].text[: match.start()])
        if not blocks[-1].text:
            blocks.pop()


def _quote(walker: Walker, element: Element) -> None:
    """``blockquote.cc`` (9), ``blockquote3`` (8) and a plain one after ``h6.quote`` (7) quote; other ones hold what is hidden or sold."""
    words, before = (element.get("class") or "").split(), element.getprevious()
    labelled = before is not None and before.tag == "h6" and re.match("quote|引用", text_of(before), re.IGNORECASE)
    back = next((link for link in element.iter("a") if "return" in link.get("class", "").split()), None)
    bare = words in ([], ["blockquote"]) and not labelled and back is None
    if bare and _hides(element):
        walker.locked(text_of(element))
    elif bare and words:
        walker.descend(element)
    else:
        _quoted(walker, element, back)


def _hides(element: Element) -> bool:
    """Whether an element only says why something is not shown."""
    text = text_of(element)
    return len(text) < 100 and _LOCKS.search(text) is not None


def _quoted(walker: Walker, element: Element, back: Element | None) -> None:
    quote, person = Quote(""), next((link for link in element.iter("a") if "username=" in link.get("href", "")), None)
    if back is not None:
        back.text = None
        quote.post_id = query(back.get("href", "").replace("&amp;", "&")).get("pid")
    if person is not None:
        quote.author, person.text = text_of(person) or None, None
        person.tail = printable((person.tail or "").lstrip(":： "))
    lines = [line for line in walker.inside_text(element).split("\n") if line]
    if lines and (head := _QUOTED.match(lines[0])):
        quote.author, quote.created_raw = quote.author or head["name"] or head["name2"], head["time"]
        lines[0:1] = []
    quote.text = "\n".join(lines)
    walker.quote(quote)


def _boxed(walker: Walker, element: Element) -> None:
    """``div.quote`` (6), after a line that says so."""
    if element.tag == "h6":
        return
    before = element.getprevious()
    if any(up.tag == "blockquote" for up in element.iterancestors()):
        walker.descend(element)
    elif before is not None and re.match("quote|引用", text_of(before), re.IGNORECASE):
        _quote(walker, element)
    elif _hides(element):
        walker.locked(text_of(element))
    else:
        walker.descend(element)


def _quote_label(walker: Walker, element: Element) -> None:
    """``h6``: 'Quote:', 'Copy code' and 'this part is for …' are the forum's words."""
    if not element.get("class"):
        walker.heading(element)


def _attached(walker: Walker, element: Element) -> None:
    """A picture or a file with its card, inside the text (``att_AID``) or below it."""
    words = "\n".join(tidy(piece) for piece in element.itertext())
    described, named = _DESCRIBED.search(words), _NAMED.search(words)
    description = described[1] if described else ""
    file = next((link for link in element.iter("a") if re.search(r"a(?:ction)?=download", link.get("href", ""))), None)
    if file is not None and text_of(file):
        name = text_of(file)
        title = next((tidy(span.get("title", "")) for span in element.iter("span") if "name" in span.get("class", "").split()), "")
        bold = text_of(element.find("./b"))
        url = absolute(walker.base_url, file.get("href", "")) or None
        walker.attachment(Attachment(name, url, size(words.replace(name, "")), description or title or bold or None))
        return
    for img in element.iter("img"):
        _img(walker, img, named[1] if named else None, description)


def _img(walker: Walker, element: Element, name: str | None = None, description: str = "") -> None:
    image = picture(element, walker.base_url)
    if image is None or _SAVED_EMOTICON.search(image.url):
        return
    clicked = _CLICK.search(element.get("onclick", ""))
    original = absolute(walker.base_url, clicked[1]) if clicked else ""
    if original and original != image.url:
        image.url, image.thumb_url = original, image.url
    if image.alt and image.alt.startswith("点击查看"):
        image.alt = None
    image.filename = name or image.filename
    walker.image(image, description)


def _inline(walker: Walker, element: Element) -> None:
    """``span#att_AID`` is an attachment; other spans are text."""
    if element.get("id", "").startswith(("att_", "J_att_")):
        _attached(walker, element)
    else:
        _font(walker, element)


def _font(walker: Walker, element: Element) -> None:
    """Letters without size are noise against copying."""
    if not _NO_SIZE.search(element.get("style", "")):
        walker.descend(element)


def _small(walker: Walker, element: Element) -> None:
    """``f12``: the button above a listing, or the warning below something sold, or an attachment."""
    if "quoteTips" in element.get("class", ""):
        _locked(walker, element)
    elif element.get("id", "").startswith("att_"):
        _attached(walker, element)
    elif element.tag != "div" or (element.find("a[@onclick]") is None and not text_of(element).startswith("若发现会员采用欺骗")):
        walker.descend(element)


def _box(walker: Walker, element: Element) -> None:
    if element.get("id", "").startswith("att_"):
        _attached(walker, element)
    elif not element.get("id", "").startswith(("alert_", "p_", "w_")):
        walker.descend(element)


def _locked(walker: Walker, element: Element) -> None:
    """``quoteTips``: why a part cannot be read; above a part that can be read it is an ``h6``."""
    if element.tag != "h6" and _LOCKS.search(text_of(element)):
        walker.locked(text_of(element))


def _code(walker: Walker, element: Element) -> None:
    """``blockquote2``: a listing, one entry a line."""
    lines = ["".join(line.itertext()).replace("\xa0", " ").rstrip() for line in element.iter("li")]
    holder = walker.inside(element)
    if lines:
        holder.blocks[:] = [block for block in holder.blocks if block.type == "list"][:1]
        for block in holder.blocks:
            block.type, block.text, block.items = "code", "\n".join(lines).strip("\n"), None
    walker.take(holder)


RULES = Rules(
    classes={
        **dict.fromkeys(
            ("read_tag_list", "read_tags", "phone", "louMes", "edit_log", "signature", "readCon_right", "rob_floors_win"), skip
        ),
        **dict.fromkeys(("J_attach_img_wrap", "J_gallery_items", "J_attImg"), _attached),
        **dict.fromkeys(("quoteTips", "tips", "hidden"), _locked),
        "blockquote2": _code,
        "quote": _boxed,
        "f12": _small,
    },
    tags={
        "blockquote": _quote,
        "img": _img,
        "font": _font,
        "span": _inline,
        "div": _box,
        "dd": _attached,
        "li": _attached,
        "h6": _quote_label,
    },
)
