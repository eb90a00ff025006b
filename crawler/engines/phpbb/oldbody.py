"""The bodies of phpBB 2.0's posts: quotations and listings are tables, or boxes in skins without tables; signatures follow a line."""

from __future__ import annotations

from lxml.etree import _Element as Element

from crawler.body.pictures import picture
from crawler.body.quoting import speaker
from crawler.body.walker import Rules, Walker, skip
from crawler.dates.spot import date_in
from crawler.items import Quote
from crawler.select import first_of, text_of

_LINE = "_" * 17
"""What phpBB 2 writes above a signature."""


def cut_signature(cell: Element) -> None:
    """Takes the signature out of the page: what follows the line of underscores."""
    for br in cell.iter("br"):
        if (br.tail or "").strip().startswith(_LINE):
            br.tail = None
            parent = br.getparent()
            for after in list(br.itersiblings()) if parent is not None else ():
                if parent is not None and "gensmall" not in (after.get("class") or ""):
                    parent.remove(after)
            return


def table(walker: Walker, element: Element) -> None:
    """Quotations and listings are tables: a line that names whose, and a cell."""
    cell = first_of(element, "quote", "td")
    listing = first_of(element, "code", "td")
    if cell is not None:
        head = first_of(element, "genmed", "span")
        walker.quote(Quote(walker.inside_text(cell), speaker(text_of(head)) if head is not None else None))
    elif listing is not None:
        walker.code(listing)
    else:
        walker.table(element)


def _small(walker: Walker, element: Element) -> None:
    """The line in small print below a post says who edited it and when, in any language."""
    words = text_of(element)
    if (start := date_in(words)) is not None:
        walker.body.edited = words[start:]


def _head(element: Element) -> Element | None:
    """What stands above a quotation that is no table."""
    above = next((up for one in (element, *element.iterancestors()) if (up := one.getprevious()) is not None), None)
    return first_of(above, "genmed", "span") if above is not None else None


def _quote(walker: Walker, element: Element) -> None:
    head = _head(element)
    walker.quote(Quote(walker.inside_text(element), speaker(text_of(head)) if head is not None else None))


def _code(walker: Walker, element: Element) -> None:
    walker.code(element)


def _img(walker: Walker, element: Element) -> None:
    image = picture(element, walker.base_url)
    if image is not None and "/smiles/" not in image.url:
        walker.image(image)


RULES = Rules(
    classes={"postdetails": skip, "gensmall": _small, "genmed": skip, "quote": _quote, "code": _code}, tags={"table": table, "img": _img}
)
