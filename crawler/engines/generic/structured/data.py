"""What a page says of itself for machines: schema.org data in JSON-LD scripts, and the kind of thing that its elements are marked as."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from crawler.page import Page
from crawler.select import Select
from crawler.text import tidy

POSTS = frozenset(("DiscussionForumPosting", "SocialMediaPosting", "Comment", "UserComments", "Answer", "Question"))
"""Types whose text is a post."""
THREADS = frozenset(("DiscussionForumPosting", "QAPage", "Question"))
_ARTICLES = frozenset(
    (
        "Article",
        "NewsArticle",
        "BlogPosting",
        "TechArticle",
        "ReportageNewsArticle",
        "LiveBlogPosting",
        "Product",
        "Recipe",
        "JobPosting",
        "Event",
    )
)
_TYPED = Select("//@itemtype/..")
_MAX_DEPTH = 12


@dataclass(slots=True)
class Said:
    """One post as the data has it."""

    raw: str
    """As it stands in the data: plain text, or HTML, or HTML escaped."""
    author: str | None = None
    created: str | None = None
    url: str | None = None

    @property
    def text(self) -> str:
        """Plain lines."""
        value = self.raw
        if "<" in value or "&" in value:
            root = etree.HTML(value.replace("<br", "\n<br").replace("</p>", "</p>\n") or " ")
            value = "".join(root.itertext()) if root is not None else value
        return "\n".join(line for part in value.split("\n") if (line := tidy(part)))


@dataclass(slots=True)
class Facts:
    """What the data says of the page."""

    posts: list[Said] = field(default_factory=list)
    title: str | None = None
    is_thread: bool = False
    """The data calls the page a discussion or a question."""
    is_article: bool = False
    """The data calls the page an article, a product or the like, and no discussion."""


def facts(page: Page) -> Facts:
    """Reads the page's JSON-LD; broken scripts are passed over."""
    found = Facts()
    kinds: set[str] = set()
    for script in page.tree.iter("script"):
        if script.get("type") != "application/ld+json":
            continue
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data, 0):
            own = _types(node)
            kinds |= own
            if own & POSTS and not (own == {"Question"} and "acceptedAnswer" in node and "FAQPage" in kinds):
                _add(found, node)
            if own & THREADS:
                found.title = found.title or _words(node.get("headline") or node.get("name"))
    found.is_thread = (bool(kinds & THREADS) or _is_marked(page)) and "FAQPage" not in kinds
    found.is_article = bool(kinds & _ARTICLES) and not found.is_thread
    return found


def _is_marked(page: Page) -> bool:
    """Whether one element of the page, and no more, is marked as a discussion or a question: that may hold the posts unmarked."""
    if b"itemtype=" not in page.body:
        return False
    called = (node.get("itemtype") or "" for node in _TYPED(page.tree))
    return sum(name.rstrip("/").rpartition("/")[2] in THREADS for name in called) == 1


def _nodes(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(data, list):
        for entry in data:
            yield from _nodes(entry, depth + 1)
    elif isinstance(data, dict):
        if "@type" in data:
            yield data
        for value in data.values():
            if isinstance(value, dict | list):
                yield from _nodes(value, depth + 1)


def _types(node: dict[str, Any]) -> set[str]:
    kind = node["@type"]
    return {str(one) for one in kind} if isinstance(kind, list) else {str(kind)}


def _add(found: Facts, node: dict[str, Any]) -> None:
    text = node.get("text") or node.get("articleBody") or node.get("commentText")
    if not isinstance(text, str) or not text.strip():
        return
    author = node.get("author")
    author = author[0] if isinstance(author, list) and author else author
    name = _words(author.get("name")) if isinstance(author, dict) else _words(author)
    created = node.get("dateCreated") or node.get("datePublished")
    url = node.get("url") or node.get("@id")
    found.posts.append(Said(text, name, created if isinstance(created, str) else None, url if isinstance(url, str) else None))


def _words(value: Any) -> str | None:
    return tidy(value) or None if isinstance(value, str) else None
