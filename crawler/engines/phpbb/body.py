"""The bodies of phpBB posts: what each class and tag in them means."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.folded import has_control
from crawler.body.handlers import cut_link, locked
from crawler.body.pictures import is_filename, picture
from crawler.body.quoting import speaker
from crawler.body.walker import Rules, Walker, skip
from crawler.engines.phpbb.family import SESSION
from crawler.items import Attachment, Image, Quote
from crawler.select import Select, Strings, Value, text_of
from crawler.text import size, tidy
from crawler.urls import absolute

_FILE_LINK = Select("./dt//a[@href][not(.//img[@class='postimage'])]")
_FILE_WORDS = Strings("./dd[not(em)]//text()")
_COMMENT = Select(".//dd/em")
_PICTURE = Select(".//img[not(contains(@src,'upload_icons'))]")
_CITE = Select("./div/cite | ./cite")
_CITED = Value("./a[contains(@href,'viewprofile')]")
_CITED_TIME = Value("./*[contains(@class,'responsive-hide')]")
_SHOWN_FILE = re.compile(r"^\s*(?P<name>.+?)\s*[\[(]\s*[\d.,]+\s*(?:[KMGT]i?B|B|bytes?|\w+)\b")
_EDIT_TAIL = re.compile(r",?\s*(?:edited|insgesamt|édité|bearbeitet|editado|modificato|all)\b.*$", re.IGNORECASE | re.DOTALL)


def _bare(url: str) -> str:
    """An address without the session."""
    return (SESSION.sub("", url) if "sid=" in url else url).rstrip("?&")


_LONGEST_WORD = 24
"""Letters of what a board calls every picture."""


def _img(walker: Walker, element: Element) -> None:
    image = picture(element, walker.base_url)
    if image is not None:
        image.url = _bare(image.url)
        if "postimage" in element.get("class", "") and len(image.alt or "") <= _LONGEST_WORD:  # 'Image' in the board's language
            image.alt = None
        walker.image(image)


def _file(walker: Walker, element: Element) -> None:
    """``dl.file`` and ``dl.thumbnail``: an attachment, with the uploader's comment in ``em``."""
    comment = "\n".join(filter(None, map(text_of, _COMMENT(element))))
    link, words = _FILE_LINK.first(element), tidy("".join(_FILE_WORDS(element)))
    shown = _PICTURE.first(element)
    if "thumbnail" in element.get("class", "") and not comment and size(words) is None:
        words, comment = "", words
    image = picture(shown, walker.base_url) if shown is not None else None
    if image is not None and shown is not None and (link is None or "thumbnail" in element.get("class", "")):
        _attached(walker, image, shown, words or shown.get("title", ""), comment)
    elif link is not None and text_of(link):
        walker.attachment(Attachment(text_of(link), _bare(absolute(walker.base_url, link.get("href", ""))), size(words), comment or None))
    else:
        walker.locked(text_of(element))


def _attached(walker: Walker, image: Image, img: Element, words: str, comment: str) -> None:
    parent = img.getparent()
    original = absolute(walker.base_url, parent.get("href", "")) if parent is not None and parent.tag == "a" else ""
    if "download/file.php" in original:
        image.thumb_url = _bare(image.url)
        image.url = re.sub(r"[?&]mode=view\b", "", _bare(original))
    image.url = _bare(image.url)
    match = _SHOWN_FILE.match(words)
    image.filename = (match["name"] if match else None) or image.filename
    image.alt = None if image.alt in (comment, image.filename) else image.alt
    description = comment or image.alt or ""
    walker.image(image, "" if description == image.filename or is_filename(description) else description)


def _old_file(walker: Walker, element: Element) -> None:
    """subsilver2: ``div.attachcontent`` in the text, the cells of a table below it."""
    if element.tag == "table" and element.find(".//td") is not None:
        for cell in element.iter("td"):
            if "row3" not in cell.get("class", ""):
                _old_file(walker, cell)
        return
    small = [text_of(span) for span in element.iter("span") if "gensmall" in span.get("class", "")]
    label = next((span.find("b") for span in element.iter("span") if span.find("b") is not None), None)
    comment = tidy(label.tail or "") if label is not None else ""
    shown, link = _PICTURE.first(element), element.find(".//a[@href]")
    image = picture(shown, walker.base_url) if shown is not None else None
    if image is not None and shown is not None:
        _attached(walker, image, shown, small[-1] if small else "", comment)
    elif link is not None and text_of(link):
        words = tidy(link.tail or "")
        walker.attachment(Attachment(text_of(link), _bare(absolute(walker.base_url, link.get("href", ""))), size(words), comment or None))


def _table(walker: Walker, element: Element) -> None:
    if "tablebg" in element.get("class", ""):
        _old_file(walker, element)
    else:
        walker.table(element)


def _quote(walker: Walker, element: Element) -> None:
    quote = Quote("")
    cite = _CITE.first(element)
    if cite is not None:
        post = next((match for a in cite.iter("a") if (match := re.search(r"[?&#]p=?(\d+)", a.get("href", "")))), None)
        quote.post_id = post[1] if post else None
        quote.created_raw = _CITED_TIME(cite) or None
        words = text_of(cite).removesuffix(quote.created_raw or "")
        quote.author = _CITED(cite) or speaker(words)
    elif match := re.search(r"[?&#]p=?(\d+)", element.get("cite", "")):
        quote.post_id = match[1]
    quote.text = walker.inside_text(element)
    walker.quote(quote)


def _old_quote(walker: Walker, element: Element) -> None:
    """subsilver2: ``div.quotetitle`` names the author of the ``div.quotecontent`` behind it."""
    before = element.getprevious()
    if before is not None and has_control(before):
        walker.descend(element)
        return
    quote = Quote(walker.inside_text(element))
    if before is not None and before.get("class") == "quotetitle":
        quote.author = speaker(text_of(before))
    walker.quote(quote)


def _codebox(walker: Walker, element: Element) -> None:
    """``dl.codebox``: code; without any, what boards add in the same box stands in ``dd``: a part to be opened."""
    pre = next(element.iter("pre"), None)
    if pre is None:
        pre = next(element.iter("code"), None)
    if pre is not None:
        walker.code(pre)
        return
    for inside in element.findall("dd"):
        walker.descend(inside)


def _edited(walker: Walker, element: Element) -> None:
    """``div.notice``: who edited a post, when, and why."""
    words = text_of(element)
    name = element.find(".//a")
    tail = tidy(name.tail or "") if name is not None else words.partition(" on ")[2]
    when = re.sub(r"^(?:on|am|le|el|il|op|em|dnia|,)\s+", "", _EDIT_TAIL.sub("", tail))
    if re.search(r"\d", when) and walker.body.edited is None:
        walker.body.edited = when


def _box(walker: Walker, element: Element) -> None:
    """``dl.attachbox``: what was attached and is not shown in the text, the newest first as shipped; its heading is the forum's."""
    for entry in element.findall("dd"):
        walker.descend(entry)


RULES = Rules(
    classes={
        **dict.fromkeys(("smilies", "signature", "quotetitle", "codetitle", "attachtitle", "responsive-hide", "post-buttons"), skip),
        **dict.fromkeys(("file", "thumbnail"), _file),
        "attachbox": _box,
        "attachcontent": _old_file,
        "quotecontent": _old_quote,
        "codebox": _codebox,
        "codecontent": Walker.code,
        "notice": _edited,
        "gensmall": _edited,
        "rules": locked,
        "postlink": cut_link,
    },
    tags={"img": _img, "blockquote": _quote, "cite": skip, "table": _table},
)
