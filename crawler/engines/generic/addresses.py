"""What an address of unknown forum software names, by the words and numbers in it."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise, zip_longest
from urllib.parse import unquote

from crawler.engines.generic.parts import split
from crawler.engines.generic.traps import is_export, leads_elsewhere
from crawler.forum import Target
from crawler.urls import query

_THREAD = re.compile(
    r"^(?:threads?|topics?|t|d|discussions?|questions?|q|qa|viewtopic|showthread|viewthread|posts?|p|comments|read|articles?|details?|view|tie|show|res|thread-?[\w-]*|topic-?[\w-]*|item|story|konu|tema|temat|sujet|discussion|thema|tr[aå]d|wątek|topico|tópico|hilo|article_t"
    r"|(?:thema|beitrag|sujet|tema|temat|hilo|konu|topico|discussion|question|post|tie|message|msg|tid|t)[-_]\d[\w-]*"
    r"|faden|fil|discussione|argomento|chu-de|emne|aihe|onderwerp|t[eé]ma|vlakno|subiect|pregunta|frage|vopros|vraag|domanda|pergunta)$",
    re.IGNORECASE,
)
_BOARD = re.compile(
    r"^(?:forums?|boards?|zboard|bbs|f|c|category|categories|tags?|list|viewforum|forumdisplay|groups?|r|sections?|channels?|conversations|foro|foren|kategori|kategorie|plaza|rubrik|rubrique|bereich|seccion|sezione|secao|dzial|razdel|dien-dan|fora|osasto|alue|zona|deska|sekce|sekcia|rozdil|oddil|podforum|subforum|tavla|tablon|tablero|forum-?[\w-]*|board-?[\w-]*|f-\d+|fid[-_]\d+|index)$",
    re.IGNORECASE,
)
_BOARDS = ("boards", "forums", "categories")
"""Words for boards behind which a number alone is one: ``/projects/bells/boards/7``."""
_NO_THREAD = frozenset(
    ("publish", "create", "new", "add", "ask", "compose", "active", "latest", "recent", "popular", "unanswered", "unread", "top", "hot")
)
"""What may stand after the word for a thread in place of one: forms and lists."""
_PAGE_QUERY = (
    *("page", "p", "pg", "paged", "pageno", "pagenum", "pn", "currentpage"),
    *("seite", "pagina", "página", "sayfa", "strona", "strana", "stranica", "sida", "side", "sivu", "trang", "halaman"),
)
_OFFSET_QUERY = ("start", "offset", "st", "from", "skip")
_THREAD_QUERY = ("tid", "t", "topic", "thread", "threadid", "topicid", "wr_id", "document_srl", "articleid", "read", "res")
_BOARD_QUERY = ("fid", "f", "forum", "board", "forumid", "boardid", "bo_table")
_ID_QUERY = (*_THREAD_QUERY, "id", *_BOARD_QUERY, "kz", "qid", "menuid")
"""With the names that Korean software uses (gnuboard, XE, cafés), and Japanese (KENT-WEB)."""
_NUMBER_QUERY = ("no", "num", "idx", "seq", "number", "log_no", "article_no", "articleno", "msg_no")
"""What numbers a thread beside its board's name: ``view.php?id=free&no=41``."""
_PAGE_PATH = re.compile(
    r"(?:^|/)(?:page[-/:]?|index[-_]|p)(\d{1,6})(?=/|$|\.html?)|(?<=\d)[-_](\d{1,5})(?=(?:-\d{1,3})?\.s?html?$)", re.IGNORECASE
)
_OTHER_QUERY = frozenset(
    (
        *_PAGE_QUERY,
        *_OFFSET_QUERY,
        "perpage",
        "per_page",
        "limit",
        "cursor",
        "after",
        "before",
        "size",
        "pagesize",
        "v",
        "ver",
        "version",
        "year",
        "month",
        "day",
        "y",
        "m",
        "d",
    )
)
"""Numbers of an address that name nothing."""
_POST_QUERY = frozenset(("post", "postid", "post_id", "comment", "commentid", "comment_id", "reply", "replyid", "reply_id"))
"""What a post of a thread is named by: beside a number in the path it names neither a thread nor a page (``/topic/rope-2/?post=46``)."""
_ROUTE_QUERY = ("mode", "page", "route")
"""What may stand in place of a path: ``?mode=thread&id=44``."""
_CHOICE_QUERY = ("do", "act", "action", "op", "cmd", "mod")
_CHOSEN = re.compile(r"(?:(?:show|view)_?)?(?:thread|topic|forum|board|category)|read|list", re.IGNORECASE)
"""What a script is asked to do where it shows a thread or a list: ``?do=read&n=5``; anything else is an action."""
_SCRIPTS = (".php", ".html", ".htm", ".aspx", ".asp", ".jsp", ".cgi", ".pl", ".do")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBERS = re.compile(r"\d+")
_SLUG = re.compile(r"^\D[^-]*-.*[^\W\d_].*-\d+$")
"""Words and their number at the end."""
_ENDING = re.compile(r"\.(?:s?html?|php|aspx?|jsp)$", re.IGNORECASE)
_DOTTED = re.compile(r"^(?:\D[^.]*-[^.]*|[^.]*-[^.]*[^\W\d_])\.(\d+)$")
"""The same behind a point."""
_BEFORE_WORDS = re.compile(r"(?<!\d)(\d+)-[^\W\d_]")
"""A number and the words of a title behind it."""
_AFTER_WORDS = re.compile(r"\w-(?:t|topic|thread)-?(\d+)$", re.IGNORECASE)
"""The words of a title, and a number that says what it numbers: ``worn-rope-t88``."""
_IN_BOARD = re.compile(r"(?:forum|board|bbs|fid)[-_]?\w+?[-_](?:thread|topic|tid|tie)[-_](\d+)", re.IGNORECASE)
"""A thread with its board in one part: ``forum-269-thread-9001-1-1``."""
_COUNTED = re.compile(r"(?<!\d)(\d+)[-_]([1-9]\d{0,4})")
"""A number and a page's: ``/t/45-2``."""
_OFFSET = re.compile(r"(?<!\d)(\d+)\.(?:(\d+)|\w+)$")
"""The pages of a topic as SMF and its kin number them: by the first post."""
_SLASHED = re.compile(r"([^/]+)/(\d{1,9})$")
"""The same as YaBB does (``?board=pots/15``)."""
_PLACED = re.compile(r"(?<!\d)\d+\.\d+$")
"""The same in a part of the path (``/topic/40.15``)."""
_COUNTED_ON = re.compile(r"\d+(?:/\d+)?")
"""A number, and from which item on."""
_PAGE_DIGITS = 5
"""Digits of a page's number, at most."""
_FILTER = re.compile(r"\w+:")
"""Which of a list's entries, in which order, which page (``sort:newest``)."""
_NUMBER_LIST = re.compile(r"\d+,(\d+)(?:,\d+)*")
"""The numbers of a board, a thread and a post (``/read.php?2,47,48``)."""
_LISTED = re.compile(r",(\d+\.\w+)")
_CLEARLY = ("board", "forum", "viewforum", "categor", "section")
"""Words for a board below a word for all of them, before its number."""
_NUMBERED_ONLY = re.compile(r"\d+(?:\.\d+)?")
_LISTING = re.compile(r"^(?:c|f|category|categories|tags?)$", re.IGNORECASE)
"""Words that name a board whatever comes after them."""
_MUCH_LONGER = 2
"""Digits by which a number in a title that a number leads must be longer to be the thread's: ``7-pots-of-12`` is 7."""
_WORDY = 3
"""Hyphens from which on words are a title, not a board's name."""


@lru_cache(maxsize=512)
def target(url: str) -> Target | None:
    """The board, thread or index that an address seems to name; None for anything else, and for other orders and actions."""
    return _named(url, whatever=False)


def shown(url: str) -> Target | None:
    """The same for a page that is there: a thread's view for printers, or in another order, is that thread's."""
    return target(url) or _named(url, whatever=True)


def _named(url: str, *, whatever: bool) -> Target | None:
    parts = split(url)
    if parts is None or not parts.netloc or (not whatever and is_export(parts.path)):
        return None
    asked = query(parts._replace(query=parts.query.replace(";", "&")).geturl())
    path = [segment for segment in unquote(parts.path).split("/") if segment and not _FILTER.match(segment)]
    stems = list(map(_stem, path))
    stems += [asked[name] for name in _ROUTE_QUERY if asked.get(name) and not asked[name].isdecimal()]
    chosen = {name for name, value in asked.items() if name in _CHOICE_QUERY and _CHOSEN.fullmatch(value)}
    stems += [asked[name] for name in chosen]
    if not whatever and leads_elsewhere(stems, asked.keys() - chosen):
        return None
    if any(names_thread(stem) and after.lower() in _NO_THREAD for stem, after in pairwise(stems)):
        return None
    page = _page(parts.path, asked)
    if further := _further(stems):
        path, stems, page = path[: further[0]], stems[: further[0]], further[1]
    counted = _COUNTED.fullmatch(stems[-1]) if len(stems) > 1 and names_list(stems[-2]) else None
    text = "/" + _PAGE_PATH.sub("", "/".join(path))
    numbers = _NUMBERS.findall(text)
    named = next((asked[name] for name in _ID_QUERY if asked.get(name)), None) or (
        None if _names_something(path) else _only_number(asked, beside_path=bool(numbers))
    )
    if named and (numbered := _BEFORE_WORDS.match(named)):
        named = numbered[1]
    words = [stem.partition(",")[0] for stem in stems]
    kinds = [("thread" if _THREAD.match(word) else "board" if _BOARD.match(word) else "") for word in words]
    kinds = [
        "" if (len(word) == 1 or (word == "index" and asked)) and segment.endswith(_SCRIPTS) else kind
        for kind, word, segment in zip_longest(kinds, words, path, fillvalue="")
    ]
    if stems and _AFTER_WORDS.search(stems[-1]):
        kinds[-1] = "thread"
    if stems and (in_board := _IN_BOARD.match(stems[-1])):
        kinds[-1], named = "thread", named or in_board[1]
    shown = [kind for kind in kinds if kind]
    if named is None and (listed := _LISTED.search(text)):
        named = listed[1]
    if named is None and kinds[-2:-1] in (["thread"], ["board"]) and _PLACED.match(stems[-1]):
        named = stems[-1]
    if counted and named is None:
        named, page = counted[1], int(counted[2])
    if named and (offset := _OFFSET.match(named) or _SLASHED.match(named)):
        named, page = offset[1], int((offset[2] or "0")[:9]) + 1
    if numbered_there := _numbered_in_board(asked):
        return Target("thread", numbered_there, page)
    id_ = named or (_number(text) if numbers else None) or text.strip("/").rpartition("/")[2] or None
    if any(asked.get(name) for name in _THREAD_QUERY) and named:
        return Target("thread", named, page)
    by_board = next((name for name in _ID_QUERY if asked.get(name)), None) in _BOARD_QUERY
    if named and by_board and (not shown or (set(shown) == {"thread"} and not numbers and asked.keys() <= {*_BOARD_QUERY, *_PAGE_QUERY})):
        return Target("board", id_ or named, page)
    if id_ is None:
        return Target("index", "", page)
    if shown and shown[-1] == "board" and "thread" not in shown and _lists(stems, kinds, bool(numbers)):
        return Target("index", "", page) if _BOARD.match(_stem(id_)) and not named else Target("board", id_, page)
    if shown and not numbers and not named and id_ == stems[-1] and kinds[-1] == "thread":
        return Target("index", "", page)
    return Target("thread", id_, page) if numbers or named or shown else None


def is_form(href: str) -> bool:
    """Whether an address ends in the word for a form, or for a choice of threads, in place of a thread's name."""
    parts = split(href)
    return parts is not None and parts.path.rstrip("/").rpartition("/")[2].lower() in _NO_THREAD


def names_thread(segment: str) -> bool:
    """Whether a part of an address says that a thread's name or number follows."""
    return _THREAD.match(segment) is not None


def says_thread(url: str) -> bool:
    """Whether an address has a word for a thread, not only a number."""
    parts = split(url)
    return parts is not None and (any(map(names_thread, parts.path.split("/"))) or any(map(query(url).get, _THREAD_QUERY)))


def names_list(segment: str) -> bool:
    """Whether a part of an address says that the name or number of a thread or a board follows."""
    return names_thread(segment) or _BOARD.match(segment) is not None


def _number(path: str) -> str:
    """The number that a path with numbers names: the longest one after the word for a thread, or of all."""
    segments = [segment for segment in path.split("/") if segment]
    start = max((at for at, segment in enumerate(segments) if _THREAD.match(segment)), default=0)
    part = segments[start:] if _NUMBERS.search("/".join(segments[start:])) else segments
    if told := _DOTTED.search(_ENDING.sub("", part[-1])) or _AFTER_WORDS.search(re.sub(r"\.\w+$", "", part[-1])):
        return told[1]
    if (listed := _NUMBER_LIST.fullmatch(part[-1])) and len(segments) > 1:
        return listed[1]
    numbers = [segment for segment in part if segment.isdecimal()] or _NUMBERS.findall("/".join(part))
    longest = max(numbers, key=len)
    first = _BEFORE_WORDS.match(part[-1])
    if first and not _YEAR.fullmatch(first[1]) and (_YEAR.fullmatch(longest) or len(longest) < len(first[1]) + _MUCH_LONGER):
        return first[1]
    return numbers[-1] if _ends_with_number(part[-1], longest, numbers[-1]) else longest


def _ends_with_number(slug: str, longest: str, last: str) -> bool:
    """Whether words end with their number, and the longest number among them is the title's: a year, or one that other words follow."""
    if not _SLUG.match(slug):
        return False
    _, found, rest = slug.partition(f"-{longest}-")
    return len(last) == len(longest) or bool(found and (_YEAR.fullmatch(longest) or any(map(str.isalpha, rest))))


def names_post(url: str) -> bool:
    """Whether an address asks for the page on which a post stands."""
    return not _POST_QUERY.isdisjoint(map(str.lower, query(url)))


def _names_something(path: list[str]) -> bool:
    """Whether a path names a thread or a board by itself: what else is asked for is the page of something beside it."""
    if not path or path[-1].endswith(_SCRIPTS):
        return False
    numbered = any(segment.isdecimal() or _BEFORE_WORDS.match(segment) or _SLUG.match(segment) for segment in path)
    return numbered or any(map(names_list, path[:-1]))


def _only_number(asked: dict[str, str], *, beside_path: bool) -> str | None:
    """The number of an address that has one in its query besides those of pages, whatever it is called there."""
    others = _OTHER_QUERY | _POST_QUERY if beside_path else _OTHER_QUERY
    found = [value for name, value in asked.items() if _COUNTED_ON.fullmatch(value) and name.lower() not in others]
    return found[0] if len(found) == 1 else None


def _numbered_in_board(asked: dict[str, str]) -> str | None:
    """The number of a thread in an address that calls its board by a name; None for any other."""
    board = next((asked[name] for name in ("id", *_BOARD_QUERY) if asked.get(name)), "")
    numbers = [asked[name] for name in _NUMBER_QUERY if asked.get(name, "").isdecimal()]
    return numbers[0] if board[:1].isalpha() and len(numbers) == 1 else None


def _lists(stems: list[str], kinds: list[str], numbered: bool) -> bool:
    """Whether what follows the word for a board is the board's name and number, and not a thread's."""
    at = len(kinds) - 1 - kinds[::-1].index("board")
    after = stems[at + 1 :]
    if len(stems) < 3 or not after or _LISTING.match(stems[at]):
        return True
    if len(after) == 1 and at and stems[at - 1].rstrip("s") == stems[at].rstrip("s"):
        return True  # /forum/forum/NAME-2: software that stands below a word of its own
    if len(after) == 1 and at and kinds[at - 1] == "board" and stems[at].startswith(_CLEARLY) and _NUMBERED_ONLY.fullmatch(after[0]):
        return True  # /index/board/7
    if len(after) == 1 and stems[at] in _BOARDS and _NUMBERED_ONLY.fullmatch(after[0]):
        return True
    titled = len(after) == 2 and after[1].count("-") >= _WORDY
    return not titled and (not numbered or (len(after) == 2 and after[0].isdecimal() and not _NUMBERS.search(after[1])))


def _stem(segment: str) -> str:
    """A part of a path without the ending of a script."""
    return segment.rsplit(".", 1)[0] if segment.endswith(_SCRIPTS) else segment


def _further(stems: list[str]) -> tuple[int, int] | None:
    """How many parts of a path name a thread, and the page that follows them: ``/t/991-old-bell/p/2``, ``/991-old-bell/20``; else None."""
    if len(stems) < 2 or not stems[-1].isdecimal() or len(stems[-1]) > _PAGE_DIGITS:
        return None
    page = int(stems[-1]) or 1
    if len(stems) > 3 and stems[-2].lower() == "p" and names_thread(stems[-4]) and _NUMBERS.search(stems[-3]):
        return len(stems) - 2, page
    led = _BEFORE_WORDS.match(stems[-2])
    if led and not _YEAR.fullmatch(led[1]) and (len(stems) < 3 or names_thread(stems[-3])):
        return len(stems) - 1, page
    return None


def _page(path: str, asked: dict[str, str]) -> int:
    lowered = {name.lower(): value for name, value in asked.items()}
    if path.strip("/") == "" and set(lowered) == {"p"}:
        return 1  # a blog's post by its number
    for name in _PAGE_QUERY:
        if lowered.get(name, "").isdecimal():
            return int(lowered[name][:9]) or 1
    for name in _OFFSET_QUERY:
        if lowered.get(name, "").isdecimal():
            return int(lowered[name][:9]) + 1
    found = _PAGE_PATH.search(path)
    return int(found[1] or found[2]) or 1 if found else 1
