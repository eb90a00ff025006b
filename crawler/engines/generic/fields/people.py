"""Who an element names, and what elements that name people are like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from lxml.etree import _Element as Element

from crawler.dates.spot import MAYBE, date_in
from crawler.engines.generic.shape.vocabulary import PROFILE, is_profile
from crawler.items import Author
from crawler.lexicon import labels
from crawler.lexicon.around import around
from crawler.lexicon.phrases import any_of, word_of
from crawler.select import text_of
from crawler.text import tidy

_BY = re.compile(
    r"^(?:(?i:(?:posted|asked|answered|written|started|created|submitted) by)|[Bb]y|von|par|por|от"
    r"|作者|楼主|樓主|发信人|發信人|网友|来自)(?:\s*[:：]\s*|\s+)"
    rf"|(?:{any_of('asker')})\s*[:：]\s*"
    r"|^(?i:author|autor|auteur|autore|verfasser|user|member|mitglied|membre|usuario|автор"
    r"|投稿者|作成者|名前|작성자|글쓴이|người gửi|الكاتب)\s*[:：]\s*"
)
_LABELLED_NAME = re.compile(rf"(?:{any_of('asker')})\s*[:：]\s*\S.{{0,30}}", re.IGNORECASE)
_SPOKE = re.compile(rf"(?<=\S)\s+(?:asked|answered|replied|commented|posted|{word_of('wrote')})(?: this)?\s*:?$", re.IGNORECASE)
_BEHIND = re.compile(
    r"(?<=\S)\s*\[\s*(?:pm|profile|e-?mail|send|www|op|mod|admin|quote|reply|ip|report|link|楼主|版主|私信|引用|回复)\s*\]$", re.IGNORECASE
)
"""A button in brackets behind a name."""
_NUMBER = re.compile(r".*\.(\d+)(?=/|$)|.*?(?:[/=?]|/[a-z](?=\d{4})|(?:u|id|uid|user|member)[-_])(\d+)(?![^\W_])")
"""A number of its own in an address: after a point at its end, or at the start of a part
(``p7711``, ``uid-7``, too); a name's digits are none."""
_PICTURE = re.compile(
    r"(?:['’]s\s+)?(?:\b(?:user |profile )?(?:avatar|picture|photo|image|pic)\b(?:\s+(?:of|for|by)\b)?|[的]?头像)", re.IGNORECASE
)
"""What pictures of members are called, beside the name."""
_PARTS = ("dt", "dd", "li", "p", "div", "td")
"""Two of these in an element are a name and what else is said of a person."""
_BREAKS = frozenset((*_PARTS, "br", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "tr", "section", "article"))
_UNSAID = frozenset(("script", "style", "template", "svg", "button", "select", "textarea"))
_LABELLED = re.compile(
    r"(?:^|[\s_-])(?:label|lbl|badge|rank|level|flair|medal|sr-only|visually-hidden|screen-reader-text)(?:$|\s)", re.IGNORECASE
)
_MOST = 65
"""Elements that hold more than a name."""
_CUT = 6
"""Elements of a cut name among which the whole one is."""
_LONGEST = 30
"""Letters of a name that may be a button's."""
_RANK = 4
"""Letters of a rank of Chinese forums: shorter ones are what guests are called."""
_ENCLOSED = re.compile(r"\(([^()]+)\)")
"""A name in brackets, below the member's other name."""
_DIGIT = re.compile(r"\d")
_NO_NAME = re.compile(
    r"您.*|[\d\W]*|\d[\d.,]*\s?[kKmMwW万萬]\+?|\w+:(?://)?\w.*|www\..*"
    r"|(?:view|find|see|send|visit|show|add)\b.*\b(?:profile|posts?|threads|topics|messages?|homepage|website|articles|blog|albums?|list|content|activity)\b.*"
    r"|re: .*|link to .*|share on .*|award.*|send (?:by|an?|to|this|message|e-?mail)\b.*|.*(?:joined|registered|location)\s*:.*"
    r"|[A-Z]?\d+[FL]|B\d+|[A-Z]?\d+\s?[楼樓]|(?:조회|추천|댓글|덧글|閲覧|浏览|瀏覽|阅读|閱讀|查看|回复|回覆|点击|點擊|评论|評論)\s?\d+\s?次?|(?:no\.?|n[°º]|nr\.?|№|lv\.?|lvl\.?|level|vip)\s?\d+|\d+\s?级"
    r"|(?:律师|医生|专家|网友|全部|其他|最新|精彩|热门|所有|用户|老师|官方|满意|最佳|推荐|相关|热心)(?:的)?(?:回答|解答|回复|评论|答案|咨询|问答|问题|帖子|跟帖|留言|推荐)"
    r"(?:\s*[(（]?\d*[)）]?)|(?:地[区區]|来自|所在地|[时時][间間]|日期|[状狀][态態]|[类類][别別型]|分[类類]|性[别別]|年[龄齡]|城市|单位|來自)\s*[:：].*|[男女](?:\W.*)?|.*\d\s?岁(?:\W.*)?"
    r"|(?:up|down)?.?vot(?:e|es|ed|ing)(?: (?:up|down))?",
    re.IGNORECASE,
)
"""Forms of labels and links beside a name; the words are in ``lexicon/labels.tsv``."""
_COUNTED = (
    r"(?:posts?|repl(?:y|ies)|comments?|answers?|messages?|threads?|topics?|discussions?|points?|views?|likes?|votes?|followers?|reputation"
    r"|badges?|reactions?|阅读|閱讀|浏览|瀏覽|点击|點擊|查看"
    r"|solutions?|beiträge|antworten|mensajes|respuestas|réponses|messaggi|сообщени[йея]|ответ(?:ов|а)?"
    r"|[个個篇条條]?(?:帖子?|主题|主題|回[复覆]|回答|评论|評論|粉丝|关注|文章|积分))"
)
_COUNT = re.compile(
    rf"(?<![\w.,])[\d.,]+\s*[kKmMwW万]?\+?\s*{_COUNTED}$|(?<=[\u4e00-\u9fff])\d+\s*{_COUNTED}$|{_COUNTED}\s*[:：]\s*[\d.,]+\s*[kKmMwW万]?$",
    re.IGNORECASE,
)
"""How much somebody wrote: alone no name, and no part of the name before it."""
_NOTED = re.compile(r"(?<=\S)\s*\((?:\d+|guest|not verified|unverified|gast|invité|invitado|гость|游客|遊客)\)$", re.IGNORECASE)
"""What boards add to the name of somebody who is no member."""


_CONTROL = re.compile(r"^#\s+|\s*\[ \w{1,12} \]$")
"""A button beside the name: ``NAME [ PM ]``."""


_DAY = re.compile(
    r"\s+(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}$", re.IGNORECASE
)
"""The beginning of the time that stands behind a name."""


class Kind(NamedTuple):
    """A kind of element in which posts keep a time or a name."""

    tag: str
    classes: str | None
    attribute: str | None
    """The one that carries the exact time, or leads to the person."""


class Person(NamedTuple):
    """Who a place names."""

    name: str
    id: str | None


def named_by(node: Element) -> tuple[Kind, Person] | None:
    """The kind of a place, and the person it names."""
    name = name_of(node)
    if name is None:
        return None
    if name[-1] in ".…":
        name = _uncut(node, name)
    href = node.get("href") or ""
    leads = is_profile(href)
    return Kind(str(node.tag), blank(node.get("class")), "href" if leads else None), Person(name, _number_of(href) if leads else None)


def _uncut(node: Element, name: str) -> str:
    """The whole of a name that a page cut, as the title of its element or of the link in it says; else as it is."""
    titles = (tidy(one.get("title") or "") for one in islice(node.iter(), _CUT))
    return next((whole for title in titles if title.startswith(name.rstrip(" .…")) and (whole := as_name(title))), name)


def member_by(node: Element) -> Person | None:
    """The member to whose page a link leads, by its words, whatever these are; None without a number or words.

    Where the address has the name, that is no number.
    """
    words, number = text_of(node), _number_of(node.get("href") or "")
    return Person(words, number if number != words else None) if number and 0 < len(words) <= _LONGEST else None


def _number_of(href: str) -> str | None:
    """A person's number in the address of their page."""
    profile = PROFILE.search(href)
    number = _NUMBER.match(href.partition("#")[0], profile.start()) if profile else None
    return number[1] or number[2] if number else None


def name_of(node: Element) -> str | None:
    """A person's name from the element that seems to hold one."""
    if any(child.tag == "span" and "avatar" in (child.get("class") or "") for child in node) or "avatar" in (node.get("class") or ""):
        return None
    if len(node) and sum(not len(part) and bool(text_of(part)) for part in islice(node.iter(*_PARTS), 4)) > 1:
        return None
    if not len(node) or len(list(islice(node.iter(), _MOST))) == _MOST:
        return as_name(text_of(node))
    if (bare := _without_rank(node)) is not None:
        return bare
    link = next(iter(links), None) if node.tag != "a" and len(links := node.findall(".//a")) == 1 else None
    if link is not None and (node.text or "").strip() == "" and (link.tail or "")[:1].isspace() and (name := as_name(text_of(link))):
        return name
    pieces = _said(node)
    several = len(pieces) > 1
    names = (name for said in pieces if not (several and around(said) == "rank") and (name := as_name(said)))
    return next(names, None) or as_name(text_of(node))


def _without_rank(node: Element) -> str | None:
    """The name beside the only part of an element that is a rank: ``<small>Guest</small> NAME``; None without such a part."""
    rank = node[0] if len(node) == 1 and around(text_of(node[0])) in ("rank", "status") else None
    rest = tidy(f"{node.text or ''} {rank.tail or ''}") if rank is not None else ""
    return as_name(rest) if any(map(str.isalpha, rest)) and around(rest) is None else None


def _said(node: Element) -> list[str]:
    """What an element says, in the pieces that a reader sees: a rank in a line of its own, or right against the name, is no part of it."""
    pieces = [""]
    for text, apart in _texts(node):
        if text.strip() and (apart or (pieces[-1].strip() and not pieces[-1][-1:].isspace() and not text[:1].isspace())):
            pieces.append("")
        pieces[-1] += text
    found = [said for piece in pieces if (said := tidy(piece))]
    if len(found) > 1 and all(len(said) < 3 for said in found):
        return ["".join(found)]
    return found[1:] if len(found) > 1 and len(found[0]) == 1 and found[1].startswith(found[0]) else found


def _texts(node: Element) -> Iterator[tuple[str, bool]]:
    """The texts in an element, each with whether a line begins before it."""
    apart = False
    if node.text:
        yield node.text, False
    for inner in node:
        broken = inner.tag in _BREAKS
        if isinstance(inner.tag, str) and inner.tag not in _UNSAID and not _is_label(inner):
            for text, begins in _texts(inner):
                yield text, begins or broken or apart
                apart = broken = False
        apart = apart or inner.tag in _BREAKS
        if inner.tail:
            yield inner.tail, apart
            apart = apart and not inner.tail.strip()


def _is_label(element: Element) -> bool:
    """Whether an element is called the label of what stands beside it, and leads nowhere."""
    return _LABELLED.search(element.get("class") or "") is not None and element.find(".//a") is None and element.tag != "a"


def as_name(name: str) -> str | None:
    """A text that should be a name; None where it is a label, a time or a count."""
    if not name or len(name) > 60:
        return None
    if not name.isalnum():
        name = _BEHIND.sub("", _SPOKE.sub("", _BY.sub("", name))).strip(" :：,|·•-»›")
        if len(name) > 50 or (MAYBE.search(name) and date_in(name) is not None):
            return None
    if not (name.isascii() and name.isalnum()):
        name = _alone(name)
    if name and name[1:2] == " " and around(name[2:]) == "status":
        name = name[:1]  # the first letter in place of a picture, and whether the member is here
    if name and not name.isascii():
        name = _without_state(name)
    return None if not name or _is_none(name) or _is_printed(name) else name


def _without_state(name: str) -> str:
    """A name without the words behind it that say what became of the member; empty where it is nothing but such words."""
    first, space, behind = name.partition(" ")
    if space and len(behind) >= _RANK and labels.is_label(behind):
        return first
    glued = any(labels.is_label(name[:at]) and labels.is_label(name[at:]) for at in range(2, min(len(name) - 1, _RANK + 1)))
    return "" if glued else name


def _is_printed(name: str) -> bool:
    """Whether a text is words that forums print around posts: several of them, or a rank that is no word for a guest."""
    if " " not in name:
        return len(name) >= _RANK and not name.isascii() and around(name) == "rank"
    return around(name) is not None or sum(around(word) == "button" for word in name.split()) > 1


def is_label(name: str) -> bool:
    """Whether a text is known as a label or the words of a control, whatever stands in the place of a name."""
    return _is_none(name) and not name.isdecimal()


def _is_none(name: str) -> bool:
    return labels.is_label(name) or _NO_NAME.fullmatch(name) is not None


def _alone(name: str) -> str:
    """A name without the note that this is a guest's, and without the count of what they wrote."""
    name = _DAY.sub("", _CONTROL.sub("", name))
    if enclosed := _ENCLOSED.fullmatch(name):
        return enclosed[1].strip()
    if name[-1:] == ")":
        name = _NOTED.sub("", name)
    counted = _COUNT.search(name) if _DIGIT.search(name) else None
    return name[: counted.start()].strip() if counted else name


def is_labelled(words: str) -> bool:
    """Whether words are a label and the name of who asked or answered behind it."""
    return _LABELLED_NAME.fullmatch(words) is not None


def is_letter(name: str) -> bool:
    """Whether a name may be the first letter of one, as it stands in place of a picture."""
    return len(name) == 1 and (name.isupper() or name.islower())


def pictured(node: Element) -> str | None:
    """The name that an element has for its picture."""
    image = node.find(".//img")
    shown = [one for one in (node, image) if one is not None]
    if not any("avatar" in (one.get("class") or "").lower() for one in shown):
        return None
    words = (_PICTURE.sub(" ", one.get(attribute) or "") for one in shown for attribute in ("title", "alt"))
    return next((name for said in words if (name := as_name(tidy(said)))), None)


def person(node: Element) -> Author | None:
    """The person in an element that is marked as the author; what is marked as their name is one, whatever it says."""
    marked, link = node, None
    for inner in node.iter("*"):
        if marked is node and inner.get("itemprop") == "name":
            marked = inner
        if link is None and inner.tag == "a" and is_profile(inner.get("href") or ""):
            link = inner
    name = tidy(marked.get("content") or "") or name_of(marked) or (name_of(link) if link is not None else None)
    if not name and marked is not node and len(words := text_of(marked)) <= _LONGEST:
        name = words
    return Author(name, _number_of(link.get("href") or "") if link is not None else None) if name else None


def akin(kind: Kind, other: Kind) -> bool:
    """Whether two kinds both lead to people and begin with the same class: what follows may tell one member from another."""
    stem, other_stem = ((one.classes or "").split()[:1] for one in (kind, other))
    return kind.attribute is not None and kind[::2] == other[::2] and bool(stem) and stem == other_stem


def is_kind(node: Element, kind: Kind) -> bool:
    """Whether an element is of a kind."""
    return node.tag == kind.tag and blank(node.get("class")) == kind.classes


@lru_cache(maxsize=4096)
def blank(classes: str | None) -> str | None:
    """Classes without their numbers, so that numbered elements are alike."""
    return re.sub(r"\d+", "0", classes) if classes else classes


def kind_of(node: Element) -> str:
    """Tag and class of an element in one word, numbers blanked: ``span.who``."""
    return f"{node.tag!s}.{blank(node.get('class')) or ''}"
