"""The shape of a page: every element once, with how much is written in it, where times and names stand, and which elements are alike.

What is known about an element is kept in lists, by its position in document order; a subtree is a range of positions.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import accumulate

from lxml.etree import XPath
from lxml.etree import _Element as Element

from crawler.dates.spot import LONGEST, date_in, maybe
from crawler.engines.generic.fields.people import Kind
from crawler.engines.generic.fields.printed import floor_in
from crawler.engines.generic.shape.vocabulary import WORDS, in_column, is_profile, keyless, keys_of, names_person
from crawler.lexicon import after_edit
from crawler.lexicon.phrases import phrases
from crawler.select import text_of

_SOME = 20
"""Weight from which on a text is weighed at all: a Chinese character weighs as much as three letters."""
_UNREAD = frozenset(("script", "style", "template", "svg", "select", "textarea", "button", "option", "head", "iframe", "object"))
_LABELS = frozenset(
    (
        *("作者", "作者:", "作者：", "发信人:", "楼主:", "楼主：", "網友:", "网友："),
        *("posted by:", "posted by", "post by:", "written by:", "written by", "author:", "autor:", "auteur:", "von:", "geschrieben von:"),
        *("beitrag von:", "verfasst von:", "message par:", "publié par:", "écrit par:", "posté par:", "publicado por:", "enviado por:"),
        *(
            "escrito por:",
            "mensaje de:",
            "inviato da:",
            "scritto da:",
            "postato da:",
            "bericht van:",
            "gepost door:",
            "skrevet av:",
            "autore:",
        ),
        *(
            "автор:",
            "отправил:",
            "送交者:",
            "送交者：",
            "發信人:",
            "投稿者:",
            "投稿者：",
            "名前：",
            "글쓴이:",
            "작성자:",
            "이름:",
            "닉네임:",
            "作成者:",
        ),
    )
)
"""What stands right before a name."""
_LONGEST_NOTE = 120
"""Weight of a line that says who changed a post and when, at most: that is no part of it."""
_LONGEST_LABEL = 16
_LONGEST_NAME = 30
"""Letters of a label, and of a heading that is a name."""
_PARTS = re.compile(r"\s+[-–—|•·»›_:]+\s+|[-_|]")
_REPLY = re.compile(r"^(?:re|aw|sv|antw|回复|回覆)\s*[:：]\s*")
HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6", "dt"))
"""Elements that may hold a name, or a subject."""
_NOT_BODY = frozenset(("a", "h1"))
"""Elements whose words are a link's or a title's."""
_LONG_HEADING = 180
"""Weight above which a heading is what somebody wrote: a question without a title of its own."""
_MOST = 0.6
"""Share of a page's words from which on an element that holds them is no furniture, whatever it is called."""
_NEARLY = 0.8
"""The same for a form in which something is written."""
_NOTED = XPath(".//*[@data-timestamp or @data-time or @data-utime or @data-livestamp or @data-unixtime or @data-epoch or @data-ts]")
"""Elements that may note a time for scripts, which print it."""
_FEW = 3
"""Printed times below which these are looked for: on most pages there are more."""
_SECONDS = (10, 13)
"""Digits of such a time, in seconds or in thousandths of one."""
_CHOICE = 250
"""Weight of a form in which something is chosen, at most: what it says of that is no post."""
_AROUND = 8
"""Elements around one without much text that are asked whether they are furniture."""


class Outline:
    """One page's elements in document order, and what is known about each.

    Only texts of some length are weighed: they are what makes a post, and most of a page's elements are nowhere near one.
    """

    def __init__(self, root: Element, language: str = "") -> None:
        self.language = language
        """The page's, in whose words its times may be."""
        self._maybe = maybe(language)
        named = root.getroottree().find(".//title")
        self.title = text_of(named)
        """The page's title."""
        self.subjects = {part.strip().lower() for part in _PARTS.split(self.title)}
        """Its parts, which a thread's posts repeat."""
        self.nodes: list[Element] = list(root.iter("*"))
        self.index = dict(zip(self.nodes, range(len(self.nodes)), strict=True))
        count = len(self.nodes)
        self.parents: dict[int, int] = {}
        """The parent of each element that holds text of some length, however deep."""
        self.sizes = [0] * count
        """Weight of the words in an element."""
        self.nets = [0] * count
        """Weight of the words that are neither linked nor furniture; 0 in furniture."""
        self.stamps: dict[int, str] = {}
        """The texts of printed times outside of ``time`` elements."""
        self.floors: dict[int, int] = {}
        """Printed post numbers (``#12``, ``12楼``), by position."""
        self.groups: dict[str, list[int]] = defaultdict(list)
        """Positions of elements that are alike and hold words of their own, by what makes them alike; in order."""
        self.told: dict[int, tuple[Kind, str] | None] = {}
        """Times that were asked for: where each stands, and what it says."""
        self.written: list[tuple[list[int], list[int], list[bool]]] = []
        """What :mod:`.written` found, once it was asked."""
        self._ends: dict[int, int] = {}
        self.outdated = False
        """Whether the page's tree was changed since."""
        self.listed: list[int] | None = None
        """Links as lists of pages have them, once :mod:`.placing` was asked for them."""
        self._lengths: list[int] = []
        self._keys: dict[int, tuple[str, ...]] = {}
        self._named: dict[int, bool] = {}
        self.labelled: set[int] = set()
        """What stands right behind a label of names."""
        self.tags = [str(node.tag) for node in self.nodes]
        titled = self._read()
        tagged: dict[str, list[int]] = defaultdict(list)
        for at, tag in enumerate(self.tags):
            tagged[tag].append(at)
        self.anchors = tagged["a"]
        """Positions of links; like all positions sorted."""
        self.headings = tagged["h1"]
        dated = [at for at in tagged["meta"] if (self.nodes[at].get("itemprop") or "").startswith("date")]
        dated += (at for tag, own in tagged.items() if "-" in tag for at in own if self.nodes[at].get("datetime"))
        self.times = sorted({*self.stamps, *titled, *tagged["time"], *dated})
        """Positions of times."""
        if len(self.times) < _FEW:
            self.times = sorted({*self.times, *(self.index[node] for node in _noted(root))})
        self.numbered = sorted(self.floors)
        """Positions of the printed post numbers."""
        self._weigh()

    def _read(self) -> list[int]:
        """One look at every text; the positions of elements whose title, shown beside the pointer, is a time."""
        index, sizes = self.index, self.sizes
        titled = []
        for at, node in enumerate(self.nodes):
            title = node.get("title")
            if title and 7 < len(title) < LONGEST and date_in(title, self.language) is not None:
                titled.append(at)
            text = node.text
            if text and (text := text.strip()) and self.tags[at] not in _UNREAD:
                sizes[at] += self._text(at, text)
            text = node.tail
            if text and (text := text.strip()) and at and (size := self._text(at, text)):
                sizes[index[_parent(node)]] += size
        return titled

    def _text(self, at: int, text: str) -> int:
        """The weight of a text, 0 for a short one; notes it when it is a time or a post's number."""
        size = len(text)
        if size <= LONGEST and self._maybe.search(text):
            if at not in self.floors and (number := floor_in(text)):
                self.floors[at] = number
            if at not in self.stamps and date_in(text, self.language) is not None:
                self.stamps[at] = text
        if size <= _LONGEST_LABEL and _is_label(self.tags[at], text.lower()) and not _tells(self.nodes[at], text):
            self.labelled.add(at + 1)
            self._named[at + 1] = True
        if size * 3 >= _SOME and not text.isascii():
            size = len(text.encode("utf-8", "ignore"))
        if size < _SOME or (size <= _LONGEST_NOTE and after_edit(text) is not None):
            return 0
        return size

    def _weigh(self) -> None:
        """Adds the weights up the tree and groups what is alike."""
        nodes, index, parents, sizes, nets = self.nodes, self.index, self.parents, self.sizes, self.nets
        for at, size in enumerate(sizes):
            nets[at] = size
            while size and at and at not in parents:
                parents[at] = at = index[_parent(nodes[at])]  # noqa: PLW2901
        order = sorted(parents)
        for at in reversed(order):
            sizes[parents[at]] += sizes[at]
        around, keys, said = {0: False}, {0: ""}, {}
        most, forms = _MOST * sizes[0], self._reply_forms()
        self.forms = forms
        for at in order:
            parent = parents[at]
            if around[parent]:
                around[at] = True
            else:
                tag = self.tags[at]
                said[at] = words = WORDS[tag, nodes[at].get("class")]
                around[at] = (
                    (tag in _NOT_BODY and not (tag == "h1" and sizes[at] > _LONG_HEADING))
                    or at in forms
                    or (words.furniture and sizes[at] < most)
                )
        for at in reversed(order):
            parent = parents[at]
            if around[at]:
                nets[at] = 0
            else:
                nets[parent] += nets[at]
        for at in order:
            if nets[at]:
                own = in_column(nodes[at], said[at].keys or keyless(nodes[at], keys[parents[at]]))
                keys[at] = own[0] if own else keys[parents[at]]
                for key in own:
                    self.groups[key].append(at)

    def _reply_forms(self) -> set[int]:
        """The forms in which a text is written, but for one that holds nearly all of the page; short ones in which something is chosen."""
        boxes = ((box.tag, next(box.iterancestors("form"), None)) for box in self.nodes[0].iter("textarea", "select"))
        forms = {self.index[form]: tag for tag, form in boxes if form is not None and form in self.index}
        most = {"textarea": _NEARLY * self.sizes[0], "select": _CHOICE}
        return {at for at, tag in forms.items() if self.sizes[at] < most[str(tag)]}

    def is_subject(self, words: str) -> bool:
        """Whether words repeat a part of the page's title, with or without a label before them."""
        subject = words.lower()
        if not (":" in subject or "：" in subject):
            return subject in self.subjects
        subject = _REPLY.sub("", subject)
        return subject in self.subjects or (": " in subject and subject.partition(": ")[2] in self.subjects)

    def parent(self, at: int) -> int:
        """The position of an element's parent; the root's is its own."""
        found = self.parents.get(at)
        return self.index[_parent(self.nodes[at])] if found is None and at else found or 0

    def end(self, at: int) -> int:
        """The last position inside an element."""
        found = self._ends.get(at)
        if found is None:
            last = self.nodes[at]
            while len(last):
                below: Element | None = last[-1]
                while below is not None and below not in self.index:
                    below = below.getprevious()
                if below is None:
                    break
                last = below
            found = self._ends[at] = self.index[last]
        return found

    def keys(self, at: int) -> tuple[str, ...]:
        """What an element is like, with little text, too."""
        found = self._keys.get(at)
        if found is None:
            found = self._keys[at] = keys_of(self.nodes[at])
        return found

    def alike(self, key: str, within: Element) -> list[int]:
        """All elements of a group below an element, those with little text too, in order."""
        tag, _, token = key.rpartition(">")[2].partition(":")[0].partition(".")
        index, stem = self.index, token.partition("0")[0]
        alike = within.iter(tag.partition("#")[0])
        if stem:
            alike = (node for node in alike if stem in (node.get("class") or ""))
        return [index[node] for node in alike if key in keys_of(node) and node in index]

    def in_furniture(self, at: int) -> bool:
        """Whether an element without much text is furniture, or inside."""
        node: Element | None = self.nodes[at]
        for _ in range(_AROUND):
            if node is not None and self.index.get(node) in self.forms:
                return True
            if node is None or self.nets[self.index.get(node, 0)]:
                return False
            if WORDS[str(node.tag), node.get("class")].furniture:
                return True
            node = node.getparent()
        return False

    def is_name(self, at: int) -> bool:
        """Whether an element is a link to a person, or called after one."""
        found = self._named.get(at)
        if found is None:
            node = self.nodes[at]
            found = names_person(node) or (node.tag in HEADINGS and _may_name(node))
            self._named[at] = found
        return found

    def length(self, at: int) -> int:
        """The letters of all text in an element, the spaces around its pieces left out."""
        if not self._lengths:
            own = [len((node.text or "").strip()) for node in self.nodes]
            for node in self.nodes[1:]:
                if (tail := node.tail) and (tail := tail.strip()):
                    own[self.index[_parent(node)]] += len(tail)
            self._lengths = [0, *accumulate(own)]
        return self._lengths[self.end(at) + 1] - self._lengths[at]

    def any_within(self, positions: list[int], start: int, end: int) -> bool:
        """Whether one of the sorted positions lies in a range, both ends included."""
        at = bisect_left(positions, start)
        return at < len(positions) and positions[at] <= end

    def within(self, positions: list[int], start: int, end: int) -> list[int]:
        """The sorted positions that lie in a range, both ends included."""
        return positions[bisect_left(positions, start) : bisect_left(positions, end + 1)]


def _tells(node: Element, label: str) -> bool:
    """Whether the name stands right behind the element that holds a label, not in the next one."""
    return bool((node.tail or "").strip(" \t\r\n\xa0\u3000:：")) and label in (node.text or "")


def _noted(root: Element) -> Iterator[Element]:
    """Elements that hold a time in seconds for a script, which prints it."""
    return (node for node in _NOTED(root) if any(len(value) in _SECONDS and value.isdecimal() for value in node.values()))


def _is_label(tag: str, words: str) -> bool:
    """Whether words say that a name follows: as such labels do everywhere, or as a term whose description the name is."""
    bare = words.rstrip(":： ")
    return tag != "th" and (words in _LABELS or (tag == "dt" and bare in _senders()) or (bare != words and bare in _askers()))


@cache
def _senders() -> frozenset[str]:
    return frozenset(map(str.lower, phrases()["sender"]))


@cache
def _askers() -> frozenset[str]:
    return frozenset(phrases()["asker"])


def _may_name(heading: Element) -> bool:
    """Whether a heading is as short as a name, and no list stands below it."""
    below = heading.getnext()
    words, link = (heading.text or "").strip(), heading.getparent()
    if len(heading) or not 0 < len(words) < _LONGEST_NAME:
        return False
    if (
        link is not None
        and link.tag == "a"
        and not (is_profile(href := link.get("href") or "#") or words.lower() in href.lower() or "#" in href)
    ):
        return False  # a page of its own is called so
    return below is None or (below.tag not in ("ul", "ol") and not (heading.tag == "dt" and _is_short(below)))


def _is_short(element: Element) -> bool:
    """Whether an element says no more than a name or a time, which the term before it is a label of."""
    return element.tag == "dd" and not len(element) and len((element.text or "").strip()) < _LONGEST_NAME


def _parent(node: Element) -> Element:
    """The parent of an element that is not the root."""
    parent = node.getparent()
    return node if parent is None else parent
