"""Other skins of a page: what one theme of a forum changes against another, each change alone, and all of them together.

A change is the same wherever the page repeats itself, as in templates: all elements of one class are renamed, or none.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from lxml import etree, html
from lxml.etree import _Element as Element

from crawler.page import Page

Change = Callable[[Element, random.Random], None]

_SOME = 0.1
"""Share of a page's names (classes, ids, kinds of elements) that a change takes; of titles and of bare elements some more."""
_FEW = 0.03
"""Share of the elements beside which something is put."""
_NAMES = ("zeta", "moro", "kilu", "pani", "tesk", "vurn", "ladi", "goss")
_OTHER_TAG = {
    "div": "section",
    "section": "div",
    "article": "div",
    "b": "strong",
    "strong": "b",
    "i": "em",
    "em": "i",
    "h3": "h4",
    "h2": "h3",
}
_NUMBER = re.compile(r"\d")
_ADVERT = '<div class="adbox"><a href="https://ads.example/">Buy a kettle</a></div>'
_WIDGET = '<div class="widget"><h4>Weather</h4><p>Rain till Monday, then wind from the west.</p></div>'
_LABELS = {
    "Reply": "Antworten",
    "Quote": "Zitieren",
    "Report": "Melden",
    "Share": "Teilen",
    "Like": "Gefällt mir",
    "Edit": "Bearbeiten",
    "Posts:": "Beiträge:",
    "Joined:": "Dabei seit:",
    "Location:": "Ort:",
    "Author": "Autor",
    "Message": "Nachricht",
    "Posts": "Beiträge",
    "回复": "Reply",
    "引用": "Quote",
    "举报": "Report",
    "发表于": "Posted on",
    "楼主": "Author",
    "只看该作者": "Only this author",
    "Posted by": "Geschrieben von",
    "by": "von",
    "Posted:": "Verfasst:",
    "Post by": "Beitrag von",
    "Last edited by": "Zuletzt geändert von",
}
"""What a skin in another language calls the same."""


def other_skin(page: Page, seed: int, *changes: Change) -> Page:
    """The page after the changes, in their order; the same for the same ``seed``."""
    rand = random.Random(seed)  # noqa: S311 (a skin, no secret)
    tree = html.fromstring(page.text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    for change in changes:
        change(tree, rand)
    return Page(etree.tostring(tree, encoding="utf-8", method="html"), page.url, None, page.fetched_at, page.status)


def rename_classes(tree: Element, rand: random.Random) -> None:
    """Calls some of the classes otherwise."""
    named = _chosen((word for node in tree.iter("*") for word in (node.get("class") or "").split()), rand)
    for node in tree.iter("*"):
        if classes := node.get("class"):
            node.set("class", " ".join(named.get(word, word) for word in classes.split()))


def rename_ids(tree: Element, rand: random.Random) -> None:
    """Calls some of the ids otherwise, and what leads to them."""
    named = _chosen((_stem(node.get("id") or "") for node in tree.iter("*") if node.get("id")), rand)
    for node in tree.iter("*"):
        for key, mark in (("id", ""), ("href", "#"), ("for", "")):
            value = node.get(key) or ""
            if value.startswith(mark) and (new := named.get(_stem(value[len(mark) :]))):
                node.set(key, mark + "-".join((new, *re.findall(r"\d+", value))))


def drop_ids(tree: Element, rand: random.Random) -> None:
    """Takes some of the ids away."""
    dropped = _chosen((_stem(node.get("id") or "") for node in tree.iter("*") if node.get("id")), rand)
    for node in tree.iter("*"):
        if _stem(node.get("id") or "") in dropped:
            node.attrib.pop("id", None)


def drop_titles(tree: Element, rand: random.Random) -> None:
    """Takes the words away that are shown beside the pointer, and the page's first heading."""
    for node in tree.iter("*"):
        if node.get("title") and node.tag != "abbr" and rand.random() < _SOME:
            del node.attrib["title"]
    for heading in list(tree.iter("h1"))[:1]:
        heading.tag = "div"


def swap_tags(tree: Element, rand: random.Random) -> None:
    """Makes some kinds of elements with another tag."""
    kinds = _chosen((f"{node.tag}.{node.get('class')}" for node in tree.iter(*_OTHER_TAG)), rand)
    for node in tree.iter(*_OTHER_TAG):
        if f"{node.tag}.{node.get('class')}" in kinds:
            node.tag = _OTHER_TAG[str(node.tag)]


def wrap(tree: Element, rand: random.Random) -> None:
    """Puts some kinds of blocks into one more element."""
    blocks = [node for node in tree.iter("div", "p", "article", "section") if node.get("class") and node.getparent() is not None]
    kinds = _chosen((node.get("class") or "" for node in blocks), rand)
    for node in blocks:
        if node.get("class") in kinds:
            around = etree.Element("div")
            around.tail, node.tail = node.tail, None
            node.addprevious(around)
            around.append(node)


def unwrap(tree: Element, rand: random.Random) -> None:
    """Takes elements away that do nothing but hold one other."""
    for node in list(tree.iter("div", "span")):
        bare = not node.get("class") and not node.get("id") and len(node) == 1 and not (node.text or "").strip()
        if bare and not (node[0].tail or "").strip() and node.getparent() is not None and rand.random() < 2 * _SOME:
            node.drop_tag()


def translate_labels(tree: Element, _: random.Random) -> None:
    """Says what stands around posts in another language."""
    for node in tree.iter("*"):
        for place in ("text", "tail"):
            words = getattr(node, place) or ""
            if other := _LABELS.get(words.strip()):
                setattr(node, place, words.replace(words.strip(), other))


def add_comments(tree: Element, rand: random.Random) -> None:
    """Puts comments and empty elements beside some elements."""
    for node in list(_within_body(tree)):
        if rand.random() < _FEW:
            node.addprevious(etree.Comment(" block "))
            node.addprevious(etree.Element("i"))


def add_adverts(tree: Element, rand: random.Random) -> None:
    """Puts adverts between the parts of long lists, and a widget before and behind everything."""
    for node in list(_within_body(tree)):
        above = node.getparent()
        if node.tag in ("div", "article", "section") and above is not None and len(above) > 3 and rand.random() < _FEW:
            node.addprevious(html.fragment_fromstring(_ADVERT))
    for body in tree.iter("body"):
        body.insert(0, html.fragment_fromstring(_ADVERT))
        body.append(html.fragment_fromstring(_WIDGET))


CHANGES: tuple[Change, ...] = (
    *(rename_classes, rename_ids, drop_ids, drop_titles, swap_tags, wrap, unwrap, translate_labels),
    *(add_comments, add_adverts),
)


def _within_body(tree: Element) -> Iterator[Element]:
    """The elements of a page's body that may stand between others."""
    body = next(tree.iter("body"), None)
    for node in body.iter("div", "p", "article", "section", "ul", "table", "span", "a") if body is not None else ():
        if node is not body:
            yield node


def _stem(name: str) -> str:
    """A name without its numbers."""
    return _NUMBER.sub("", name)


def _chosen(names: Iterator[str], rand: random.Random) -> dict[str, str]:
    """Some of the names, and what each is called instead."""
    return {name: rand.choice(_NAMES) + _letters(at) for at, name in enumerate(sorted(set(names))) if rand.random() < _SOME}


def _letters(number: int) -> str:
    """A number in letters, as a name without digits has it."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))
