"""How sure it is that a page is a thread, and not an article, a shop or a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from lxml.etree import _Element as Element

from crawler.engines.generic import routes
from crawler.engines.generic.columns import lists_threads
from crawler.engines.generic.shape.judging import PostGroup, begin_with_titles, by_members, only_headed, titled
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox, beside_body
from crawler.engines.generic.shape.talk import by_speakers
from crawler.engines.generic.shape.vocabulary import bodily, names_person
from crawler.engines.generic.signs import signs_of
from crawler.engines.generic.structured.data import Facts
from crawler.engines.generic.traps import is_print, is_trap
from crawler.lexicon import classes
from crawler.lexicon.around import of_forums
from crawler.lexicon.phrases import any_of
from crawler.markup.notices import says_empty
from crawler.page import Page
from crawler.select import text_of

_POST_KEY = re.compile(classes.any_of("post"), re.IGNORECASE)
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
_LAYOUT = re.compile(r"\.(?:cols?|columns?|row|grid|span|cell|container|wrapper|clearfix)(?:[-_]?(?:xs|sm|md|lg|xl|\d+))*$", re.IGNORECASE)
"""What elements are called that part a page."""
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
_SAMPLE = 3
"""Posts that are asked where they stand."""
_PEOPLE = 2
"""Members who wrote, at least, where nothing else says that a page is a forum's."""
_TITLED = 6
"""Posts that are asked whether they have titles of their own."""
_ALONE_SURE = 0.6
"""How sure a thread's only post is."""
_REPLY = re.compile(any_of("answer"), re.IGNORECASE)
_CONTROL = re.compile(rf"[\[(（]?{any_of('answer', 'quote')}[\])）]?", re.IGNORECASE)
"""A control of one post, with which it is answered or quoted."""
_CONTROLS = ("a", "button")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_NEAR = 30
"""Elements above a body among which the heading of all is, and around one among which what is said of it is."""
_REVIEWS = re.compile(rf"{any_of('reviews')}\W*\d*\W*", re.IGNORECASE)
_LONGEST = 40
"""Letters of such a control, or of a line that says that there is no reply."""
_FURNISHED = 3
"""Words of forums that make a page a forum's."""
_SAYING = frozenset(("a", "button", "span", "p", "div", "td", "i", "em", "b", "strong", "small", "font", "center", "li"))
"""What says so."""
_LEARNT = 0.7
"""How sure posts are that stand where those of the site's other pages do."""


def confidence(page: Page, outline: Outline, said: Facts, found: PostGroup | None) -> float:
    """0 to 1: how sure it is that the page is a thread and these are its posts."""
    if found is None:
        return 0.0
    if found.learnt:
        return _LEARNT if not is_trap(page.url) and (not said.is_article or said.is_thread) else 0.0
    case = _Case(page, outline, said, found)
    if case.is_something_else():
        return 0.0
    if found.lettered and case.count == 1:
        return _ALONE_SURE if not (said.is_article or is_trap(page.url)) else 0.0
    if case.count == 1 and case.is_opening():
        return _ALONE_SURE if said.is_article is False else 0.0
    if case.says_too_little() or case.is_out_of_place():
        return 0.0
    return max(0.0, min(1.0, sum(case.weights())))


class _Case:
    """What is known of a page and of the bodies that were found on it."""

    def __init__(self, page: Page, outline: Outline, said: Facts, found: PostGroup) -> None:
        self.page = page
        self.outline = outline
        self.said = said
        self.found = found
        self.count = len(found.boxes)
        self.first = outline.nodes[found.boxes[0].body]
        self.target = routes.named(page, page.url)
        self.signs = signs_of(page, outline)
        self.forum = sum(self.signs)
        self.printed = is_print(page.url)
        self.threaded = self.printed or (self.target is not None and self.target.kind == "thread")
        """Whether the page has the address of a thread."""
        self.is_post = _POST_KEY.search(found.key) is not None
        """Whether the bodies are called posts."""
        self.numbered = self._are_numbered()
        """Whether the posts show their places in the thread, or what holds them is called after posts."""

    @cached_property
    def members(self) -> int:
        """How many members wrote; of three posts and more with times of the day that fill a page, how many people."""
        members = by_members(self.outline, self.found.boxes)
        filled = 2 * sum(self.outline.nets[box.body] for box in self.found.boxes) >= self.outline.sizes[0]
        return members or (by_speakers(self.outline, self.found.boxes) if self.count >= _SAMPLE and filled else 0)

    @cached_property
    def placed(self) -> bool:
        """Whether posts are where posts can be."""
        if self.threaded or self.forum >= _ALL_SAY or (self.found.says_who and self.forum > 0):
            return True
        return self.found.anchored and self.members > 1

    @cached_property
    def whole(self) -> bool:
        """Whether bodies are posts even where some of them have no words, but pictures."""
        return self.found.named == 1 and (self.found.anchored or (bodily(self.found.key) and self.found.timed == 1))

    @cached_property
    def mean(self) -> float:
        """The mean weight of the bodies."""
        nets = [net for box in self.found.boxes if (net := self.outline.nets[box.body])]
        return sum(nets) / (len(nets) if nets and (self.whole or len(nets) * 2 >= self.count) else self.count)

    @cached_property
    def headed(self) -> bool:
        """Whether what was taken for names are headings."""
        if not self.found.named or self.said.is_thread or self.found.says_who or self.members >= _PEOPLE:
            return False
        return only_headed(self.outline, self.found.boxes, sure=self.found.timed > 0 or self.forum >= _ALL_SAY)

    @cached_property
    def named(self) -> float:
        """The share of posts with a name that is no heading."""
        return 0.0 if self.headed else self.found.named

    def _are_numbered(self) -> bool:
        """Whether each of several posts with time and name has a number printed beside it, or is held by what is called a post."""
        found, outline = self.found, self.outline
        others = found.boxes[1:] if len(found.boxes) > _SAMPLE else []
        if not others or found.timed < 1 or found.named < 1:
            return False
        if all(_POST_KEY.search(outline.nodes[box.whole].get("class") or "") for box in others):
            return True
        floors = [outline.floors[at] for box in others for at in beside_body(outline, outline.numbered, box)[:1]]
        return len(set(floors)) == len(others) and floors == sorted(floors)

    # What is no thread ----------------------------------------------------------------------------------------------------------------

    def is_something_else(self) -> bool:
        """Whether the bodies are people, an article or its paragraphs, or rows of lists."""
        return (
            self._are_people()
            or (self.count == 1 and self.said.is_article is True)
            or _of_one_text(self.outline, self.found)
            or _is_review(self.first)
            or (self.forum < _ALL_SAY and _under_reviews(self.outline, self.found.boxes[0].body))
            or begin_with_titles(self.outline, self.found.boxes[:_TITLED])
            or all(lists_threads(self.outline.nodes[box.body]) for box in self.found.boxes[:_SAMPLE])
        )

    def _are_people(self) -> bool:
        """Whether the bodies are called persons, and are not texts that have times and names beside them (``RichText--user``)."""
        sure = self.found.timed == 1 and (self.found.named == 1 or self.forum >= _ALL_SAY)
        return names_person(self.first) and not (self.mean > _WORDY and sure)

    def says_too_little(self) -> bool:
        """Whether the bodies have too few words to be posts."""
        numbered = (self.found.numbered or self.found.lettered) and self.count > 1 and self.forum
        if self.mean < _ENOUGH and not (self.whole and self.placed) and not numbered:
            return True
        complete = (self.found.timed and self.found.named) or self.said.is_thread
        return self.count == 1 and (self.mean < _ENOUGH_ALONE or not complete)

    def is_out_of_place(self) -> bool:
        """Whether nothing but times or names tells the bodies, on a page that says forum nowhere; or the page is no thread's."""
        found, forum = self.found, self.forum
        known = not found.anchored or (forum > 0 and (found.key != "" or self.threaded or forum > _ALL_SAY))
        if not (known or found.says_who) and not ((self.threaded or forum) and found.timed == 1 and self.members > 1):
            return True
        if (is_trap(self.page.url) and not self.printed) or (found.anchored and not found.timed and not self.placed):
            return True
        return bool(self.headed and not found.timed)

    # What speaks for a thread, and against --------------------------------------------------------------------------------------------

    def weights(self) -> Iterator[float]:
        """What each thing that is known adds."""
        yield 0.3 * self.found.timed**2 + 0.25 * self.named**2 + 0.1 * min(1.0, (self.count - 1) / 3) + 0.12 * self.forum
        if self.is_post:
            yield 0.15
        if self._is_called_other():
            yield -0.3
        if self.headed and self.found.timed and not self.signs.elsewhere:
            yield -0.3
        if self.said.is_thread:
            yield 0.2
        elif self.said.is_article:
            yield -0.35
        if self.target and self.target.kind != "thread":
            talk = self.found.lettered or (self.count > 1 and self.mean > _WORDY and self.found.timed == self.named == 1)
            yield (-0.3 if self.mean > _WORDY else -0.5) / (1 + talk)
        if not self.said.is_thread:
            yield from self._unsaid()

    def _unsaid(self) -> Iterator[float]:
        """The same where the page's data does not say that it is a thread."""
        if titled(self.outline, self.found.boxes[:_TITLED]) > 0.5:
            yield -0.4 if self.signs.elsewhere else -0.6
        if self.count == 1 and self.forum < _ALL_SAY:
            yield -0.3 if self.signs.elsewhere else -0.45
        if self.found.says_who or self.is_post or self.numbered:
            return
        if not self.forum and self.members < _PEOPLE:
            yield 0.0 if self._can_be_answered() else -0.25
        elif not (self.signs.elsewhere or self.named):
            yield -0.1
        elif not (self.signs.elsewhere or self._is_called() or self.members >= _PEOPLE):
            yield -0.2

    def _is_called(self) -> bool:
        """Whether bodies are called something, other than where they stand in a page's layout."""
        return self.found.key != "" and _LAYOUT.search(self.found.key) is None

    def _can_be_answered(self) -> bool:
        """Whether each of several posts has a control of its own to answer or quote it."""
        return self.count > 1 and all(_has_control(self.outline, box) for box in self.found.boxes[:_SAMPLE])

    def _is_called_other(self) -> bool:
        """Whether bodies, or what holds them, are called after something else than posts."""
        called = self.found.key or self.first.get("class") or ""
        if self.forum < _ALL_SAY and _OTHER_KEY.search(called):
            return True
        return not self.signs.elsewhere and _is_other(self.outline.nodes[self.found.boxes[0].whole])

    # A post alone ---------------------------------------------------------------------------------------------------------------------

    def is_opening(self) -> bool:
        """Whether a body that stands alone is a thread's only post: at its address, on a later page or one that says forum in all ways."""
        found, target, forum = self.found, self.target, self.forum
        if target is None or target.kind != "thread" or not found.timed:
            return False
        if forum < _ALL_SAY and _OTHER_KEY.search(self.first.get("class") or ""):
            return False
        if found.named and self.mean >= _ENOUGH_ALONE and _furnished(self.outline, found.boxes[0]):
            return True
        if found.anchored and found.named and self.members:
            return self.signs.elsewhere
        if found.anchored and found.named and self.signs.elsewhere and _invites(self.outline):
            return True
        if forum < (_ALL_SAY if target.page < 2 else 1) or not self.signs.elsewhere:
            return False
        words = self.outline.nets[found.boxes[0].body]
        return found.numbered or (self.is_post and words >= (_LEAST_NAMED if found.named else _ENOUGH_ALONE))


def _has_control(outline: Outline, box: PostBox) -> bool:
    """Whether a control to answer or quote a post stands in its box."""
    nodes = outline.nodes[box.start : box.end + 1]
    return any(node.tag in _CONTROLS and _CONTROL.fullmatch(text_of(node)) for node in nodes)


def _is_other(unit: Element) -> bool:
    """Whether what holds an entry is called after something else than a post."""
    return any(_OTHER_UNIT.fullmatch(word) for word in (unit.get("class") or "").split())


def _is_review(body: Element) -> bool:
    """Whether the page's own data calls a body, or what it stands in, a review of something."""
    return any((node.get("itemtype") or "").endswith("Review") for node in (body, *body.iterancestors()))


def _under_reviews(outline: Outline, start: int) -> bool:
    """Whether the last heading above the first body says that people who bought something follow."""
    above = (outline.nodes[at] for at in range(start - 1, max(0, start - _NEAR), -1))
    heading = next((text_of(node) for node in above if node.tag in _HEADINGS), "")
    return len(heading) <= _LONGEST and _REVIEWS.fullmatch(heading) is not None


def _of_one_text(outline: Outline, found: PostGroup) -> bool:
    """Whether all bodies are paragraphs of one element that holds a single text."""
    stem = found.key.partition(">")[0]
    if len(found.boxes) < 2 or stem == found.key or not _TEXT_KEY.search(stem):
        return False
    first, last = found.boxes[0].body, found.boxes[-1].body
    tag, _, word = stem.partition(".")
    holders = (above for above in outline.nodes[first].iterancestors(tag) if word in (above.get("class") or "").split())
    return any(last <= outline.end(outline.index[above]) for above in holders if above in outline.index)


def _furnished(outline: Outline, box: PostBox) -> bool:
    """Whether several of the words stand at a post that hardly any pages but forums have: buttons, what is said of members.

    The menus of other sites have some of them, too.
    """
    found: set[str] = set()
    for node in outline.nodes[max(box.start, box.body - _NEAR) : min(box.end, outline.end(box.body) + _NEAR) + 1]:
        for text in (node.text, node.tail):
            if text and len(text) <= _LONGEST and (words := text.strip()):
                found |= of_forums(words)
                if len(found) >= _FURNISHED:
                    return True
    return False


def _invites(outline: Outline) -> bool:
    """Whether a page has a control to reply with, or says that nobody replied yet."""
    for node in outline.nodes:
        words = (node.text or "").strip() if node.tag in _SAYING else ""
        if words and len(words) < _LONGEST and (says_empty(words) if node.tag not in ("a", "button") else _REPLY.fullmatch(words)):
            return True
    return False
