"""The bodies of Discuz! posts: what each class and tag in them means.  'X' is X2–X3.5."""

from __future__ import annotations

import re
from itertools import chain, islice

from lxml.etree import _Element as Element

from crawler.blocks import Block
from crawler.body.pictures import is_filename, picture
from crawler.body.walker import Rules, Walker, skip
from crawler.content import attachment
from crawler.items import Attachment, Quote
from crawler.select import Select, Strings, Value, text_of
from crawler.text import size, tidy, tidy_code
from crawler.urls import absolute

_TIP_TEXT = Select(
    ".//div[contains(@class,'xs0')]/p[not(@class)][not(strong)][not(a)] | .//div[@class='tip_c']/p[not(@class)][not(strong)][not(a)]"
)
_TIP_NAME = Value(".//p/strong")
_LISTED_LINK = Select(
    ".//a[starts-with(@id,'aid')] | ./dt/a[contains(@href,'attachment.php?')] | .//p[@class='attnm']/a[contains(@href,'attachpay')]"
)
_LISTED_TEXT = Select("./dd/p[contains(@class,'xg2')] | ./dd[not(.//a[starts-with(@id,'aid')])]/p[not(@class)]")
_LOCK_WORDS = Strings(
    ".//text()[not(ancestor::script or ancestor::button)][not(ancestor::*[contains(@class,'viewpay') or contains(@class,'atips_close')])]"
)
_TOUCH_NAME = Value(".//span[contains(@class,'link')]")
_TOUCH_WORDS = Value("./div/p[contains(@class,'f_9')]")
_FACT_NAMES = Select(".//dt | .//th")
_FACT_VALUES = Select(".//dd | .//td")
_EDITED = re.compile(r"本[帖贴]最[后後]由\s*.*?\s*[于於]\s*(.+?)\s*[编編][辑輯]")
_EDITED_LINE = re.compile(rf"\[?\s*(?:{_EDITED.pattern}|Last edited by .{{1,40}}? on (\d\d\d\d-\d+-\d+) at (\d+:\d+(?: [AP]M)?))\s*\]?")
_QUOTED = re.compile(
    r"^(?:(?P<name>.+?)\s*[发發]表[于於]\s*(?P<time>[\d/-]+\s*[\d:]*)|原帖由\s*(?P<name2>.+?)\s*[于於]\s*(?P<time2>.+?)\s*[发發]表"
    r"|Originally posted by (?P<name3>.+?) at (?P<time3>\d[\d/-]+ \d+:\d+(?: [AP]M)?):?)\s*(?P<rest>.*)$"
)
_OWN_QUOTE = frozenset(("grey", "comiis_quote"))
"""Touch views dress the forum's own notices as quotes."""
_NOTICE = re.compile(r"(?:提示|附件)\s*[:：]|.{0,40}(?:自动屏蔽|自動屏蔽|管理员或版主屏蔽|管理員或版主屏蔽|仅作者可见|僅作者可見)")
"""How the forum's own words begin where X3.5's touch view dresses them as a quote and nothing else."""
_NO_SIZE = re.compile(r"font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)", re.IGNORECASE)
_WARNED = re.compile("受到警告")
_THUMB = re.compile(r"(\.(?:jpe?g|png|gif|bmp|webp))\.thumb\.jpg$", re.IGNORECASE)
"""Discuz!'s thumbnail of a picture stands beside it under this name."""
_PID = re.compile(r"[?&]pid=(\d+)|#pid(\d+)")
_NEAR = 60
"""Elements on either side of a picture among which its card is looked for."""
_DRAWN = 5
"""Characters that X draws for the id of a picture of another site (its function ``random``)."""


def _edited(walker: Walker, element: Element) -> None:
    match = _EDITED.search(text_of(element))
    if match:
        absolute_time = next((s.get("title") for s in element.iter("span") if s.get("title")), None)
        walker.body.edited = absolute_time or match[1]


def take_edit_note(walker: Walker) -> None:
    """7.2 and before print '[ 本帖最后由 NAME 于 TIME 编辑 ]' as the first or the last line of a body, 4 and before the same in English.

    Boards that moved from the one to the other show both.
    """
    blocks = walker.body.blocks
    for block in blocks[:1] + blocks[-2:] if walker.body.edited is None else ():
        match = _EDITED_LINE.fullmatch(block.text) if block.type == "paragraph" and block.text.startswith(("[", "本")) else None
        if match and block in blocks:
            walker.body.edited = match[1] or f"{match[2]} {match[3]}"
            blocks.remove(block)


def _quote(walker: Walker, element: Element) -> None:
    if element.tag == "ul":
        _touch_file(walker, element)
        return
    if "blockquote" not in {child.tag for child in element.iter()}:
        if element.tag == "span" and _WARNED.search(text_of(element)):
            return
        if not _OWN_QUOTE.isdisjoint(element.get("class", "").split()) or _NOTICE.match(text_of(element)):
            walker.locked(lock_words(element))
            return
    words = re.sub(r"^\s*引用[:：]\s*", "", walker.inside_text(element))
    lines = [line for line in words.split("\n") if line]
    pid = next((match[1] or match[2] for a in element.iter("a") if (match := _PID.search(a.get("href", "")))), None)
    quote, head = Quote("", post_id=pid), None
    if lines and (head := _QUOTED.match(lines[0])):
        lines[0:1] = [head["rest"]] if head["rest"] else []
    elif lines and (head := _QUOTED.match(lines[-1])) and not head["rest"]:  # 7.2 names the source below
        lines.pop()
    if head:
        quote.author = head["name"] or head["name2"] or head["name3"]
        quote.created_raw = (head["time"] or head["time2"] or head["time3"]).strip()
    quote.text = "\n".join(lines)
    walker.quote(quote)


def lock_words(element: Element) -> str:
    """A lock's words, without its buttons."""
    words = tidy(" ".join(_LOCK_WORDS(element)))
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", words).removeprefix("提示:").strip()


def _locked(walker: Walker, element: Element) -> None:
    walker.locked(lock_words(element))


def _img(walker: Walker, element: Element) -> None:
    """A picture; ``vm`` is an icon, whatever folder a browser saved it to."""
    image = None if "vm" in element.get("class", "").split() else picture(element, walker.base_url)
    if image is None:
        return
    if _THUMB.search(image.url):  # views without zoomfile (X2's small one, old skins)
        image.url, image.thumb_url = _THUMB.sub(r"\1", image.url), image.url
    description = ""
    aid = _aid(element)
    tip = _tip(element, aid)
    if tip is not None:
        image.filename = tidy(_TIP_NAME(tip)) or image.filename
        description = "\n".join(filter(None, (text_of(p) for p in _TIP_TEXT(tip))))
    if not description and image.alt and aid.isdecimal():
        description = image.alt
    walker.image(image, "" if description == image.filename or is_filename(description) else description, _name(aid))


def _aid(element: Element) -> str:
    """A picture's number.

    A picture of another site has five letters or digits in its place, new with every page; X gives it neither ``aid`` nor ``zoomfile``.
    """
    named = element.get("id", "").removeprefix("aimg_")
    if element.get("aid"):
        return element.get("aid", "")
    is_elsewhere = len(named) == _DRAWN and "zoom" in element.get("class", "").split() and not element.get("zoomfile")
    return "" if is_elsewhere else named


def _name(aid: str) -> str | None:
    """What names an attached picture for ever."""
    return attachment(aid) if aid.isdecimal() else None


def _attached(walker: Walker, element: Element) -> None:
    """``ignore_js_op``: an attached picture; robots see its description in a paragraph before it, and as its ``alt``."""
    told = element.find("p")
    image = told.getnext() if told is not None and not told.attrib else None
    if told is not None and image is not None and image.tag == "img" and image.get("alt") and tidy(image.get("alt", "")) == text_of(told):
        found = picture(image, walker.base_url)
        if found is not None and not is_filename(text_of(told)):
            walker.image(found, text_of(told))
            return
    walker.descend(element)


def _tip(element: Element, aid: str) -> Element | None:
    """The hidden card behind an inline picture; X names it aimg_AID_menu and puts it right after the picture."""
    outermost, holder = element, element.getparent()
    while holder is not None and holder.tag in ("a", "div", "p"):
        if holder.tag == "div" and "guestviewthumb" not in holder.get("class", "") and not holder.get("style", "").startswith("margin: 0"):
            break
        outermost, holder = holder, holder.getparent()
    if holder is None:
        return None
    wanted = f"aimg_{aid}_menu"
    near = chain(islice(outermost.itersiblings(), _NEAR), islice(outermost.itersiblings(preceding=True), _NEAR))
    return next((tip for tip in near if tip.get("id") == wanted), None)


def _listed(walker: Walker, element: Element) -> None:
    """An entry of the list below a body (``dl.tattl``; ``dl.t_attachlist`` before X): a picture or a file."""
    link = _LISTED_LINK.first(element)
    name = text_of(link)
    descriptions = [words for p in _LISTED_TEXT(element) if (words := text_of(p)) and not size(words) and _is_time_only(words) is None]
    description = descriptions[0] if descriptions else ""
    icons = [icon for head in element.iter("dt") for icon in head.iter("img")]
    pictures = (img for img in element.iter("img") if img not in icons)
    shown = [image for img in pictures if (image := picture(img, walker.base_url))]
    if shown:
        image = shown[0]
        image.filename = name or image.filename
        if not description and image.alt and image.alt != image.filename:
            description = image.alt
        number = (link.get("id", "") if link is not None else "").removeprefix("aid")
        walker.image(image, "" if description == image.filename or is_filename(description) else description, _name(number))
    elif name:
        walker.body.withheld |= is_filename(name)
        shown_size = size(text_of(element).replace(name, ""))
        walker.attachment(Attachment(name, _download(walker, link) if link is not None else None, shown_size, description or None))


def _download(walker: Walker, link: Element) -> str | None:
    """Where a file is; None where the link sells it."""
    href = link.get("href", "")
    return None if "attachpay" in href else absolute(walker.base_url, href)


def _list(walker: Walker, element: Element) -> None:
    """6 has a heading above the list."""
    for entry in element:
        if entry.tag not in ("h3", "h4"):
            walker.visit(entry)


def _is_time_only(words: str) -> str | None:
    """The words themselves when they are only a time (7.2 lists the upload time where X lists the description)."""
    return words if re.fullmatch(r"(?:19|20)\d\d-\d+-\d+(?: \d+:\d+)?(?: ?上传)?(?:, 下载次数: \d+)?", words) else None


def _span(walker: Walker, element: Element) -> None:
    """``span#attach_AID``: a file inside the text, its card right behind it."""
    if not element.get("id", "").startswith("attach_"):
        _font(walker, element)
        return
    link = element.find(".//a")
    if link is None or not text_of(link):
        return
    description = None
    for card in element.itersiblings("div"):
        if card.get("id") == element.get("id", "") + "_menu":
            parts = card.find("./div[@class]")
            words = tidy("".join(br.tail or "" for br in (parts if parts is not None else card).iter("br")))
            description = words or None
    walker.body.withheld |= is_filename(text_of(link))
    walker.attachment(Attachment(text_of(link), _download(walker, link), size(text_of(element.find("em"))), description))


def _font(walker: Walker, element: Element) -> None:
    """7.2 and before scatter noise in letters without size against copying; X has a class for it."""
    if not _NO_SIZE.search(element.get("style", "")):
        walker.descend(element)


def _touch_file(walker: Walker, element: Element) -> None:
    for entry in element.iter("li"):
        link = entry.find(".//a")
        name = _TOUCH_NAME(entry)
        if link is not None and name:
            words = _TOUCH_WORDS(entry)
            walker.attachment(
                Attachment(
                    name,
                    _download(walker, link),
                    size(text_of(link).replace(name, "")),
                    words or None,
                )
            )


def _media(walker: Walker, element: Element) -> None:
    link = element.find(".//a[@href]")
    url = absolute(walker.base_url, link.get("href", "")) if link is not None else ""
    if url:
        walker.add(Block("media", url=url))


def _code(walker: Walker, element: Element) -> None:
    entries = list(element.iter("li")) or list(element.iter("code")) or element.findall("div") or [element]
    text = "\n".join(tidy_code("".join(entry.itertext())) for entry in entries)
    if text.strip():
        walker.add(Block("code", text))


def _shown_hidden(walker: Walker, element: Element) -> None:
    """``div.showhide``: what a reply unlocked; its heading is the forum's."""
    for heading in element.findall("h4"):
        heading.text = None
    walker.descend(element)


def _folded(walker: Walker, element: Element) -> None:
    """``div.spoilerbody``, ``div.sff_collapse_d``: hidden until someone unfolds it, and part of the text; the link to fold it is none."""
    for control in element.findall("div"):
        if text_of(control) == "点击隐藏":
            control.clear(keep_tail=True)
    walker.cover(lambda: walker.descend(element))


def _guest_thumb(walker: Walker, element: Element) -> None:
    for img in element.iter("img"):
        _img(walker, img)


def _poll(walker: Walker, element: Element) -> None:
    options = [re.sub(r"^\d+\.\s*", "", text_of(label)) for label in element.iter("label")]
    if any(options):
        walker.add(Block("poll", items=[option for option in options if option]))


def _facts(walker: Walker, element: Element) -> None:
    """Fields of an activity or of classified information: pairs of name and value."""
    names, values = _FACT_NAMES(element), _FACT_VALUES(element)
    pairs = [[text_of(name).rstrip(":："), text_of(value)] for name, value in zip(names, values, strict=False)]
    if rows := [pair for pair in pairs if all(pair)]:
        walker.add(Block("facts", rows=rows))


def _goods(walker: Walker, element: Element) -> None:
    """``div.trdl``, ``div.trade_box`` (touch): one thing for sale, with its picture, kind and price."""
    name = text_of(next(element.iter("h4"), None))
    price = next((text_of(strong.getparent()) for strong in element.iter("strong")), "")
    for old in element.iter("del"):
        price = price.replace(text_of(old), "").strip()
    rows = [[name, price]] if name and price else []
    rows += [[text_of(kind).rstrip(":："), text_of(value)] for kind, value in zip(element.iter("dt"), element.iter("dd"), strict=False)]
    if rows := [row for row in rows if all(row)]:
        walker.add(Block("facts", rows=rows))
    for img in element.iter("img"):
        _img(walker, img)


def _point(walker: Walker, element: Element) -> None:
    """One side of a debate."""
    name = re.sub(r"\s*\(\d+\)$", "", text_of(element.find("strong")))
    walker.add(Block("facts", rows=[[name, text_of(element.find("p"))]]))


RULES = Rules(
    classes={
        **dict.fromkeys(
            (
                "tip",
                "jammer",
                "tindex",
                "attach_popup",
                "a_pr",
                "a_pt",
                "a_pb",
                "a_p",
                "a_mu",
                "adBox",
                "modact",
                "ptg",
                "psth",
                "rwdbst",
                "t_smallfont",
            ),
            skip,
        ),
        "locked": _locked,
        **dict.fromkeys(("act",), _facts),
        **dict.fromkeys(("tattl", "t_attachlist", "box_ex2"), _listed),
        "postattachlist": _list,
        "pstatus": _edited,
        **dict.fromkeys(("attach_nopermission", "attach_tips"), skip),
        **dict.fromkeys(("quote", "comiis_quote"), _quote),
        "post_attlist": _touch_file,
        "blockcode": _code,
        "media": _media,
        "guestviewthumb": _guest_thumb,
        "showhide": _shown_hidden,
        **dict.fromkeys(("spoilerheader", "sff_collapse_t"), skip),
        **dict.fromkeys(("spoilerbody", "sff_collapse_d"), _folded),
        "typeoption": _facts,
        "point": _point,
        **dict.fromkeys(("trdl", "trade_box"), _goods),
    },
    tags={"ignore_js_op": _attached, "img": _img, "font": _font, "span": _span, "form": _poll},
)
