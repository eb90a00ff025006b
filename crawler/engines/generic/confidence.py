"""How sure it is that a page is a thread, and not an article, a shop or a list."""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml.etree import _Element as Element

from crawler.engines.generic import addresses
from crawler.engines.generic.shape.judging import PostGroup, by_members, only_headed, titled
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.vocabulary import bodily, names_person
from crawler.engines.generic.structured.data import Facts
from crawler.engines.generic.traps import is_print, is_trap
from crawler.forum import Target
from crawler.lexicon.phrases import any_of, word_of
from crawler.markup.notices import says_empty
from crawler.page import Page

_FORUM_KEYS = (
    "thread", "topic", "forum", "replies", "discussion", "bbs", "post-body", "post_body", "postbody", "post-content", "post_content",
    "postcontent", "post-text", "post_message", "postmsg", "post-list", "postlist", "answer", "question", "huifu", "tiezi", "floor",
    "post-container", "postcontainer", "post_container", "postbit", "posthead", "postrow", "post-user", "postuser",
    "message-body", "messagebody", "comment-tree", "read_con", "readbody",
)  # fmt: skip
FORUM_WORDS = re.compile(rf"{word_of('forum')}(?! games?\b)", re.IGNORECASE)
_FORUM_URL = re.compile(
    r"forum|thread|topic|viewtopic|discuss|question|/t/|/d/\d|/q/|/bbs|bbs\.|/p/\d|(?:\b|_|message|bulletin|web|my|discussion|talk|image)board(?!ing|-?games?)|communit|/comments/|(?<![^\W_])club(?![\w-])|/ask|answers?\b|bb2?\.(?:pl|cgi|php)|phorum|read(?:-htm|\.php)|showflat|[?&;](?:tid|fid)[=-]?\d|/node/\d|item\?id="
    r"|/foros?/|/foren/|dien-?dan|(?:thema|tema|temat|sujet|konu|hilo|chu-de|argomento|topico|faden|vlakno|emne)(?:[-_/=]|\.\w+\?\w+=)\d",
    re.IGNORECASE,
)
_POST_KEY = re.compile(
    r"post|topic[-_]?(?:content|text|body)|repl(?:y|ies)|comment|message|answer|msg|huifu"
    r"|antwort|beitra[eg]|réponse|reponse|respuesta|resposta|risposta|odpowied|odpoved|otvet|yanit|cevap|huida|tiezi|kaitou",
    re.IGNORECASE,
)
_OTHER_KEY = re.compile(
    r"(?<!p)review|testimonial|release|changelog|product|episode|recipe|teaser|headline|title$|issue|status"
    r"|article[-_]?(?:body|content|text|copy)|news[-_]?text|entry[-_]?summary",
    re.IGNORECASE,
)
"""What lists of other things call their entries."""
_OTHER_UNIT = re.compile(
    r"(?:release|product|review|episode|recipe|event|job|vacancy|incident|testimonial|story|teaser)s?(?:[-_](?:item|card|entry|box|row))?",
    re.IGNORECASE,
)
"""The same of what holds an entry."""
_TEXT_KEY = re.compile(r"(?:post|entry|article|story|news|page)[-_]?(?:content|body|text|entry)", re.IGNORECASE)
"""What holds one text: the paragraphs in it are no posts of their own."""
_ENOUGH = 25
"""Mean weight of the bodies below which a group is counters and labels, not posts."""
_WORDY = 60
"""Mean weight of the bodies below which they may be the descriptions of boards."""
_ENOUGH_ALONE = 60
"""The same for a post that stands alone."""
_LEAST_NAMED = 20
"""The same where it has a name and a time, at a thread's address of a forum."""
_ALL_SAY = 2
"""Of three signs of a forum, those that a page with a single short post must show."""
_PEOPLE = 2
"""Members who wrote, at least, where nothing else says that a page is a forum's."""
_ALONE_SURE = 0.6
_REPLY = re.compile(any_of("answer"), re.IGNORECASE)
_LONGEST = 40
"""Letters of such a control, or of a line that says that there is no reply."""
_LEARNT = 0.7
"""How sure posts are that stand where those of the site's other pages do."""


def confidence(page: Page, outline: Outline, said: Facts, found: PostGroup | None) -> float:
    """0 to 1: how sure it is that the page is a thread and these are its posts."""
    if found is None:
        return 0.0
    if found.learnt:
        return _LEARNT if not is_trap(page.url) and (not said.is_article or said.is_thread) else 0.0
    count = len(found.boxes)
    nets = [net for box in found.boxes if (net := outline.nets[box.body])]
    whole = found.named == 1 and (found.anchored or (bodily(found.key) and found.timed == 1))
    mean = sum(nets) / (len(nets) if nets and (whole or len(nets) * 2 >= count) else count)
    target = addresses.target(page.url)
    signs = signs_of(page, outline)
    forum = sum(signs)
    printed = is_print(page.url)
    threaded = printed or (target is not None and target.kind == "thread")
    placed = threaded or forum >= _ALL_SAY or (found.says_who and forum > 0) or (found.anchored and by_members(outline, found.boxes) > 1)
    few = mean < _ENOUGH and not (whole and placed) and not (found.numbered and count > 1 and forum)
    if names_person(outline.nodes[found.boxes[0].body]) or (count == 1 and said.is_article) or _of_one_text(outline, found):
        return 0.0
    if count == 1 and _is_opening(outline, found, target, signs):
        return _ALONE_SURE if said.is_article is False else 0.0
    if few or (count == 1 and (mean < _ENOUGH_ALONE or (not (found.timed and found.named) and not said.is_thread))):
        return 0.0
    known = not found.anchored or (forum > 0 and (found.key != "" or threaded or forum > _ALL_SAY))
    if not known and not ((threaded or forum) and found.timed == 1 and by_members(outline, found.boxes) > 1):
        return 0.0
    if (is_trap(page.url) and not printed) or (found.anchored and not found.timed and not placed):
        return 0.0
    sure_of_lines = found.timed > 0 or forum >= _ALL_SAY
    headed = found.named and not (said.is_thread or found.says_who) and only_headed(outline, found.boxes, sure=sure_of_lines)
    named = 0.0 if headed else found.named
    if not found.timed and not named and found.named:
        return 0.0
    sure = 0.3 * found.timed**2 + 0.25 * named**2 + 0.1 * min(1.0, (count - 1) / 3) + 0.12 * forum
    if _POST_KEY.search(found.key):
        sure += 0.15
    if (forum < _ALL_SAY and _OTHER_KEY.search(found.key or outline.nodes[found.boxes[0].body].get("class") or "")) or (
        not signs.elsewhere and _is_other(outline.nodes[found.boxes[0].whole])
    ):
        sure -= 0.3
    if headed and found.timed and not signs.elsewhere:
        sure -= 0.3
    if said.is_thread:
        sure += 0.2
    elif said.is_article:
        sure -= 0.35
    if target and target.kind != "thread":
        sure -= 0.3 if mean > _WORDY else 0.5
    if not said.is_thread and titled(outline, found.boxes[:6]) > 0.5:
        sure -= 0.4
    if count == 1 and forum < _ALL_SAY and not said.is_thread:
        sure -= 0.3 if signs.elsewhere else 0.45
    if not (said.is_thread or found.says_who or _POST_KEY.search(found.key)):
        if not forum and by_members(outline, found.boxes) < _PEOPLE:
            sure -= 0.25
        elif not (signs.elsewhere or named):
            sure -= 0.1
        elif not (signs.elsewhere or found.key or by_members(outline, found.boxes) >= _PEOPLE):
            sure -= 0.2
    return max(0.0, min(1.0, sure))


def _is_other(unit: Element) -> bool:
    """Whether what holds an entry is called after something else than a post."""
    return any(_OTHER_UNIT.fullmatch(word) for word in (unit.get("class") or "").split())


def _of_one_text(outline: Outline, found: PostGroup) -> bool:
    """Whether all bodies are paragraphs of one element that holds a single text."""
    stem = found.key.partition(">")[0]
    if len(found.boxes) < 2 or stem == found.key or not _TEXT_KEY.search(stem):
        return False
    first, last = found.boxes[0].body, found.boxes[-1].body
    tag, _, word = stem.partition(".")
    holders = (above for above in outline.nodes[first].iterancestors(tag) if word in (above.get("class") or "").split())
    return any(last <= outline.end(outline.index[above]) for above in holders if above in outline.index)


def _is_opening(outline: Outline, found: PostGroup, target: Target | None, signs: Signs) -> bool:
    """Whether a body that stands alone is a thread's only post: at its address, on a later page or one that says forum in all ways."""
    if target is None or target.kind != "thread" or not found.timed:
        return False
    body = outline.nodes[found.boxes[0].body]
    if sum(signs) < _ALL_SAY and _OTHER_KEY.search(body.get("class") or ""):
        return False
    if found.anchored and found.named and by_members(outline, found.boxes):
        return signs.elsewhere
    if found.anchored and found.named and signs.elsewhere and _invites(outline):
        return True
    if sum(signs) < (_ALL_SAY if target.page < 2 else 1):
        return False
    words = outline.nets[found.boxes[0].body]
    return found.numbered or (_POST_KEY.search(found.key) is not None and words >= (_LEAST_NAMED if found.named else _ENOUGH_ALONE))


def _invites(outline: Outline) -> bool:
    """Whether a page has a control to reply with, or says that nobody replied yet."""
    for node in outline.nodes:
        words = (node.text or "").strip() if node.tag in ("a", "button", "span", "p", "div", "td") else ""
        if words and len(words) < _LONGEST and (says_empty(words) if node.tag not in ("a", "button") else _REPLY.fullmatch(words)):
            return True
    return False


def is_forum_address(url: str) -> bool:
    """Whether an address has one of the words that forums have in theirs."""
    return _FORUM_URL.search(url) is not None


class Signs(NamedTuple):
    """What of a page says forum."""

    address: bool
    markup: bool
    """The names in it."""
    names: bool
    """What the page is called, or says of itself."""

    @property
    def elsewhere(self) -> bool:
        """Whether more than the names in the markup says so: those are on blogs, too."""
        return sum(self) > self.markup


def signs_of(page: Page, outline: Outline) -> Signs:
    """Which of three say forum: the address, the names in the markup, the page's own names."""
    names, called = [page.title], ""
    for element in page.tree.iter("meta", "body"):
        if element.tag == "body":
            called = f"{element.get('class') or ''} {element.get('id') or ''} "
            break
        if element.get("property") in ("og:site_name", "og:title") or element.get("name") == "description":
            names.append((element.get("content") or "")[:200])
    keys = (called + " ".join(outline.groups)).lower()
    return Signs(is_forum_address(page.url), any(word in keys for word in _FORUM_KEYS), FORUM_WORDS.search(" ".join(names)) is not None)


def forum_like(page: Page, outline: Outline) -> int:
    """How many of the three say forum."""
    return sum(signs_of(page, outline))
