"""Page bars of phpBB 3: what they tell of the page shown, of the others, and of all posts."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.forum import Target
from crawler.markup.addresses import Addresses
from crawler.markup.sheet import Sheet
from crawler.select import Classed, Either, Select, Strings, Value, has, text_of
from crawler.text import number

_BARS = Either(Classed("pagination", "div"), f"//*[{has('pagination')}]")
_OLD_BARS = Select("//td[@class='nav'][strong] | //td[@class='nav'][strong]/following-sibling::td[a or b]")
_ACTIVE = Value(f".//li[{has('active')}]")
_NEXT = Value(".//a[@rel='next']/@href | .//li[contains(@class,'next')]/a/@href")
_STRONG = Strings(".//*[self::strong or self::b]/text()")
_LINKS = Select(".//a[@href]")
_PLAIN = Strings(".//text()[not(ancestor::a or ancestor::b or ancestor::strong)]")
"""What is said beside the numbers of pages."""
_COUNTED = re.compile(r"(\d[\d,. ]*)\s+[^\W\d_]{3,}")
_BRACKETED = re.compile(r"\[\s*(\d[\d,. ]*)\s+[^\W\d_]{2,}")


def read_pager(engine: Addresses, sheet: Sheet, here: Target) -> tuple[int, int, str | None, int | None]:
    """(number of the page, number of pages, address of the next page or None, number of posts in all or None).

    Notes how many posts stand before the page.  The bar alone decides: past the end phpBB shows the last page again.
    """
    bars = _BARS(sheet.tree) if b"pagination" in sheet.page.body else ()
    single = [[bar] for bar in bars if next(bar.iter("a", "strong", "b", "li"), None) is not None]
    for parts in single or [_OLD_BARS(sheet.tree)[:2]]:
        links = {int(shown[:9]): sheet.address(a) for part in parts for a in _LINKS(part) if (shown := text_of(a)).isdecimal()}
        places = {shown: engine.target(url) for shown, url in links.items()}
        if parts and all(place is None or place.kind == here.kind for place in places.values()):
            strong = [n for part in parts for words in _STRONG(part) if (n := number(words))]
            current = number(_ACTIVE(parts[0])) or (strong[0] if strong else 1)
            last = max([current, *links, *strong[1:2]])
            sizes = ((place.item - 1) // (n - 1) for n, place in places.items() if n > 1 and place and place.item)
            size, total = next(sizes, None), _total(parts[0])
            if size is None and total is None and current > 1 and here.item:
                size = (here.item - 1) // (current - 1)
            sheet.before = 0 if current == 1 else (current - 1) * size if size else None
            forward = _NEXT(parts[0]) if current < last else ""
            return current, last, links.get(current + 1) or sheet.address(forward) or None, total
    sheet.before = 0
    return 1, 1, None, None


def _total(bar: Element) -> int | None:
    """How many posts or threads there are in all; subsilver2 says it in a cell of its own, '[ 24 posts ]'."""
    if bar.tag == "td":
        counted = _BRACKETED.search(" ".join(text_of(other) for other in bar.itersiblings("td")))
    else:
        counted = _COUNTED.search("".join(_PLAIN(bar)))
    return number(re.sub(r"[. ]", "", counted[1])) if counted else None
