"""Pages that are an empty shell: a script draws what they show, and a reader without a browser sees none of it."""

from __future__ import annotations

import re

from crawler.page import Page
from crawler.select import Select, Strings

_LITTLE = 400
"""Characters outside of links: a heading, a footer and a word that something is loaded have no more."""
_SHOWN = Strings("//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript or ancestor::template or ancestor::a)]")
_SCRIPT = Select("//script[@src or string-length() > 20]")
_PLACE = Select(
    "//body//*[((self::div or self::main or self::section or self::ul or self::table) and @id) or contains(name(), '-')]"
    "[string-length(normalize-space()) < 40 and not(.//a or .//input or .//img or .//iframe)]"
)
"""Elements that wait for a script to fill them; ``app-root`` and its like are elements of their own."""
_LINK = Select("//body//a[@href and normalize-space() and not(ancestor::noscript)]")
_FRAME = 5
"""Links of a page's frame (menus, where it stands, the footer), at least; a shell has one home or none."""
_NEEDED = re.compile(r"java\s?script|脚本|腳本", re.IGNORECASE)
_WITHOUT = Strings("//noscript//text()")


def drawn_by_script(page: Page, *, known: bool = False) -> bool:
    """Whether a page has a script, hardly any text, and a place for more, or a word that scripts are needed.

    For pages on which no engine finds anything: a page may hold its posts as data for its script, and then an engine reads them.
    ``known``: whether its software is known.  A server that writes the frame of such a page writes what people posted, too, and boxes that
    wait for a script are those of menus and previews.
    """
    if page.json is not None or b"<script" not in page.body.lower():
        return False
    if known and len(_LINK(page.tree)) >= _FRAME:
        return False
    if _SCRIPT.first(page.tree) is None or len(" ".join("".join(_SHOWN(page.tree)).split())) > _LITTLE:
        return False
    return _PLACE.first(page.tree) is not None or bool(_NEEDED.search(" ".join(_WITHOUT(page.tree))))
