"""Posts that a page carries only as data for its scripts: the state of Next.js, Apollo, Redux and the like.

Such pages show nothing before their scripts ran.  A post is told by its keys: words, a time and a writer in one object, several of a kind.
"""

from __future__ import annotations

import html
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from lxml import etree
from lxml.etree import _Element as Element

from crawler.engines.generic.structured.jsonapi import resources
from crawler.page import Page
from crawler.text import tidy

MAX_OBJECTS = 200_000
"""JSON values looked at, over all scripts of a page."""
_MIN_SCRIPT, _MIN_DATA = 2_000, 200
"""Characters of a script that may hold a state; of one whose type or first words say that it is data."""
_WORDS = (
    *("contenthtml", "bodyhtml", "html", "cooked", "content", "contents", "body", "message", "text", "bodytext", "rawcontent", "comment"),
    *("postcontent", "markdown"),
)
_TIMES = (
    *(
        "createdat",
        "datecreated",
        "datepublished",
        "publishedat",
        "postedat",
        "created",
        "postdate",
        "date",
        "dateline",
        "time",
        "timestamp",
    ),
    *("createtime", "createdate", "createdtime", "createddate", "createdon", "ctime", "posttime", "publishtime", "publishdate", "regdate"),
    *("insertdate", "addtime", "submittedat", "sentat", "writtenat", "pubdate"),
)
_WRITERS = (
    *("author", "user", "creator", "owner", "member", "poster", "postedby", "username", "writer", "writtenby", "createdby", "commenter"),
    *("authorname", "nickname", "sender", "userinfo", "profile"),
)
_NUMBERS = ("id", "postid", "pid", "commentid", "replyid", "messageid")
_PARENTS = ("parentid", "parent", "replyto", "replytoid", "inreplyto", "inreplytoid", "parentcommentid", "parentpostid")
_TITLES = ("title", "subject", "headline")
_OUTER = 20
"""Objects of an answer among which the thread's own is."""
_NAMES = ("displayname", "username", "nickname", "screenname", "name", "login", "nick", "handle", "fullname")
"""Keys in lower case, without the signs between their words."""
_WORDS_SET, _TIMES_SET = frozenset(_WORDS), frozenset(_TIMES)
_STATE = re.compile(r"\s*(?:(?:window|self|globalThis)\.|(?:var|let|const)\s+)__\w{3,40}__\s*=\s*[{\[]")
"""A script that is nothing but a state with a name."""
_START = re.compile(r"[{\[]")
_BBCODE = re.compile(
    r"\[(/?)(b|i|u|s|url|img|quote|size|color|list|\*|code|center|font|email|video|user|spoiler)\b([^\]\n]{0,200})\]", re.IGNORECASE
)
_TAG = re.compile(r"</?(?:p|br|div|a|b|i|em|strong|ul|ol|li|blockquote|img|span)\b", re.IGNORECASE)

Entry = dict[str, Any]


class StatePost(NamedTuple):
    """A post as the state has it."""

    id: str | None
    author: str | None
    created: str
    body: Element
    parent: str | None = None
    """The number of the post that this one answers."""


def posts_in_state(page: Page) -> list[StatePost]:
    """The posts in a page's scripts, in their order; none where there is no such thing."""
    kinds: defaultdict[tuple[str, ...], list[StatePost]] = defaultdict(list)
    for state in _states(page):
        linked = resources(_entries(state))
        named = linked or ({key: value for key, value in state.items() if isinstance(value, dict)} if isinstance(state, dict) else {})
        for entry in linked.values() or _entries(state):
            told = _plain(entry)
            if post := _post(told, named):
                kinds[tuple(key for key in (*_WORDS, *_TIMES, *_WRITERS) if key in told)].append(post)
    found = max(kinds.values(), key=lambda posts: sum(len("".join(post.body.itertext())) for post in posts), default=[])
    return found if len(found) > 1 else []


def times_in_state(page: Page) -> Iterator[tuple[str, str]]:
    """The words of what a page's scripts hold with a time, whoever wrote it, and that time."""
    for state in _states(page):
        for entry in _entries(state):
            words, time = _words_and_time(_plain(entry))
            if words is not None and time is not None:
                yield "".join(_element(words).itertext()), str(time)


def title_in_state(page: Page) -> str | None:
    """The title that the outermost object with one has in an answer; None without any, and for pages."""
    told = (_plain(entry) for entry in islice(_entries(page.json), _OUTER))
    return next((tidy(words) for entry in told for key in _TITLES if isinstance(words := entry.get(key), str) and words.strip()), None)


def _states(page: Page) -> Iterator[Any]:
    """An interface's answer; of a page the first large JSON value of each script."""
    if page.json is not None:
        yield page.json
        return
    for script in page.tree.iter("script"):
        data = script.get("type") == "application/json" or _STATE.match(script.text or "")
        least = _MIN_DATA if data else _MIN_SCRIPT
        if len(script.text or "") > least and (state := first_value(script.text or "", least)) is not None:
            yield state


def first_value(text: str, least: int) -> Any:
    """The first JSON value in a script's text that is longer than ``least``; None without one.

    Values that break off are read as far as they go: all tries together read no more than the text twice.
    """
    decoder, left = json.JSONDecoder(), 2 * len(text)
    for match in _START.finditer(text[:_MIN_SCRIPT]):
        start = match.start()
        try:
            value, end = decoder.raw_decode(text, start)
        except json.JSONDecodeError as error:
            left -= error.pos - start
        except RecursionError:
            left -= len(text)
        else:
            if end - start > least:
                return value
            left -= end - start
        if left < 0:
            return None
    return None


def _entries(state: Any) -> Iterator[Entry]:
    """The objects in a state, outer ones first, in order."""
    waiting = [state]
    for _ in range(MAX_OBJECTS):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(part for part in reversed(value.values()) if isinstance(part, dict | list) or _is_packed(part))
        elif isinstance(value, list):
            waiting.extend(part for part in reversed(value) if isinstance(part, dict | list))
        elif isinstance(value, str):
            waiting.append(_unpacked(value))


def _is_packed(value: Any) -> bool:
    """Whether a value is JSON in a string: an answer that a script keeps as it came."""
    return isinstance(value, str) and len(value) > _MIN_DATA and value[:1] in "{[" and value[-1:] in "}]"


def _unpacked(value: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _plain(entry: Entry) -> Entry:
    """An object by its keys without case and signs."""
    found: Entry = {}
    for key, value in entry.items():
        found.setdefault(_bare(key), value)
    return found


@lru_cache(maxsize=4096)
def _bare(key: str) -> str:
    return "".join(filter(str.isalnum, key)).lower()


def _post(entry: Entry, named: dict[str, Entry]) -> StatePost | None:
    words, time = _words_and_time(entry)
    writer = next((entry[key] for key in _WRITERS if entry.get(key)), None)
    if words is None or time is None or writer is None:
        return None
    number = next((str(entry[key]) for key in _NUMBERS if isinstance(entry.get(key), str | int)), None)
    parent = next((str(entry[key]) for key in _PARENTS if isinstance(entry.get(key), str | int)), None)
    return StatePost(number, _name(writer, named), str(time), _element(words), parent)


def _words_and_time(entry: Entry) -> tuple[str | None, str | int | None]:
    """What an object says, and when."""
    if _WORDS_SET.isdisjoint(entry) or _TIMES_SET.isdisjoint(entry):
        return None, None
    words = next((entry[key] for key in _WORDS if isinstance(entry.get(key), str) and entry[key].strip()), None)
    time = next((entry[key] for key in _TIMES if isinstance(entry.get(key), str | int) and entry[key]), None)
    return words, None if isinstance(time, bool) else time


def _element(words: str) -> Element:
    return etree.fromstring(f"<div>{_markup(words)}</div>", etree.HTMLParser(encoding="utf-8", remove_comments=True))


def _name(writer: Any, named: dict[str, Entry]) -> str | None:
    if isinstance(writer, dict) and isinstance(writer.get("__ref"), str):
        reference = writer["__ref"]
        return _name(named.get(reference), {}) or _name(_inside(reference), {})
    if isinstance(writer, dict):
        known = _plain(writer)
        writer = next((known[key] for key in _NAMES if isinstance(known.get(key), str)), None)
    return writer if isinstance(writer, str) and writer.strip() else None


def _inside(reference: str) -> Any:
    """Apollo may put the fields that name an object into the reference itself: ``User:{"id":7,"username":"…"}``."""
    try:
        return json.loads(reference.partition(":")[2])
    except ValueError:
        return None


def _markup(words: str) -> str:
    """HTML as it is; BBCode and plain text as HTML."""
    if _TAG.search(words):
        return words
    return _BBCODE.sub(_tag, html.escape(words, quote=False)).replace("\n", "<br>")


def _tag(match: re.Match[str]) -> str:
    closing, name, value = match[1], match[2].lower(), match[3].lstrip("=")
    if name == "quote":
        return f"<{closing}blockquote>"
    if name == "code":
        return f"<{closing}pre>"
    if name == "*":
        return "<br>"
    return f'<a href="{html.escape(value)}">' if name == "url" and value else ""
