"""What board and thread pages have in common."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import tzinfo

from lxml.etree import _Element as Element

from crawler.dates.zones import named
from crawler.engines.phpbb.addresses import REWRITTEN, target
from crawler.forum import Engine
from crawler.items import Board
from crawler.markup.lists import breadcrumb
from crawler.page import Page
from crawler.select import Classed, Either, Select, Strings, Value, has, text_of
from crawler.text import number
from crawler.urls import absolute, query

_CRUMBS = Either(
    "id('nav-breadcrumbs')//a[@href]",
    "//p[@class='breadcrumbs']//a[@href]",
    "//li[contains(@class,'breadcrumbs')]//a[@href]",
    "//ul[contains(@class,'navlinks')]//a[contains(@href,'viewforum')]",
    f"//*[{has('breadcrumbs')}]//a[@href]",
)
_CHOSEN = Select("//form[@name='jumpbox']//option[@selected][@value>0]")
_PAGER = Either(Classed("pagination", "div"), f"//*[{has('pagination')}]")
_OLD_PAGER = Select("//td[@class='nav'][strong] | //td[@class='nav'][strong]/following-sibling::td[a or b]")
_ACTIVE = Value(f".//li[{has('active')}]")
_NEXT = Value(".//a[@rel='next']/@href | .//li[contains(@class,'next')]/a/@href")
_STRONG = Strings(".//strong/text()")
_LINKS = Select(".//a[@href]")
_FOOTER = Either("id('page-footer')", "//p[@class='datetime']")
_SID = re.compile(r"(?<=[?&])sid=[^&#]*&?|[?&]sid=[^&#]*$")
USER = re.compile(r"[?&]u=(\d+)")
_FOOT = 20_000
"""Characters; the line that names the zone stands within so many of a page's end."""
_COUNTED = re.compile(r"(\d[\d,. ]*)\s+[^\W\d_]{3,}")
_BRACKETED = re.compile(r"\[\s*(\d[\d,. ]*)\s+[^\W\d_]{2,}")
_TAGS = re.compile(r"<[^>]*>")
_ZONE_WORDS = re.compile(r"(?:UTC|GMT)[^\n]{0,80}")


@dataclass(slots=True)
class _Pager:
    page: int = 1
    pages: int | None = 1
    next_url: str | None = None
    before: int | None = 0
    """How many posts stand on earlier pages; None where the pager does not tell."""
    total: int | None = None


def read_pager(page: Page, kind: str) -> _Pager:
    """Where a page stands among its like.  The pager alone decides: past the end phpBB shows the last page again."""
    bars = [
        bar for bar in (_PAGER(page.tree) if b"pagination" in page.body else ()) if next(bar.iter("a", "strong", "li"), None) is not None
    ]
    for parts in [[bar] for bar in bars] if bars else [_OLD_PAGER(page.tree)[:2]]:
        starts = {
            int(shown[:9]): address(page, a.get("href", "")) for part in parts for a in _LINKS(part) if (shown := text_of(a)).isdecimal()
        }
        places = map(target, starts.values())
        if parts and all(place is None or place.kind == kind for place in places):
            return _read_bar(page, parts, starts)
    return _Pager()


def board_of(engine: Engine, page: Page) -> Board:
    """The board that a page stands in."""
    board = breadcrumb(engine, page, _CRUMBS(page.tree), address)
    chosen = _CHOSEN.first(page.tree) if board.id is None else None
    if chosen is not None:
        board.id, board.name = chosen.get("value"), text_of(chosen)
        board.path, board.url = [board.name], address(page, f"viewforum.php?f={board.id}")
    return board


def address(page: Page, link: str) -> str:
    """An absolute address without the session."""
    return bare(absolute(page.base_url, link.replace("&amp;", "&")))


def bare(url: str) -> str:
    """An address without the session."""
    return (_SID.sub("", url) if "sid=" in url else url).rstrip("?&")


def zone_of(page: Page) -> tzinfo | None:
    """The zone that the page's foot names: by place (3.1 and later), or by an offset for the whole page (3.0); else None."""
    zones = (named(span.get("title", "")) for footer in _FOOTER(page.tree) for span in footer.iter("span"))
    if zone := next(filter(None, zones), None):
        return zone
    words = _ZONE_WORDS.findall(page.text[-_FOOT:])
    return named(_TAGS.sub("", words[-1])) if words else None


def _read_bar(page: Page, parts: list[Element], starts: dict[int, str]) -> _Pager:
    strong = [n for part in parts for words in _STRONG(part) if (n := number(words))]
    pager = _Pager(number(_ACTIVE(parts[0])) or (strong[0] if strong else 1))
    pager.pages = max([pager.page, *starts, *strong[1:2]])
    step = next((begin // (n - 1) for n, url in starts.items() if n > 1 and (begin := _start(url))), None)
    pager.before = 0 if pager.page == 1 else (pager.page - 1) * step if step else None
    forward = _NEXT(parts[0]) if pager.page < pager.pages else ""
    pager.next_url = starts.get(pager.page + 1) or address(page, forward) or None
    counted = _BRACKETED.search(_beside(parts[0])) if parts[0].tag == "td" else _COUNTED.search("".join(parts[0].itertext()))
    pager.total = number(re.sub(r"[. ]", "", counted[1])) if counted else None
    return pager


def _beside(cell: Element) -> str:
    """subsilver2 counts in a cell of its own, '[ 24 posts ]'."""
    return " ".join(text_of(other) for other in cell.itersiblings("td"))


def _start(url: str) -> int:
    match = REWRITTEN.search(url.split("?", 1)[0])
    return number(query(url).get("start")) or int((match["start"] or "0")[:9] if match else 0)
