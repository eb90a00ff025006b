"""The zone of a phpBB page's clocks, from its foot."""

from __future__ import annotations

import re
from datetime import tzinfo

from crawler.dates.zones import named
from crawler.page import Page
from crawler.select import Either

_FOOTER = Either("id('page-footer')", "//p[@class='datetime']")
_FOOT = 20_000
"""Characters; the line that names the zone stands within so many of a page's end."""
_TAGS = re.compile(r"<[^>]*>")
_WORDS = re.compile(r"(?:UTC|GMT)[^\n]{0,80}")


def zone_of(page: Page) -> tzinfo | None:
    """The zone that the page's foot names: by place (3.1 and later), or by an offset for the whole page (3.0); else None."""
    zones = (named(span.get("title", "")) for footer in _FOOTER(page.tree) for span in footer.iter("span"))
    if zone := next(filter(None, zones), None):
        return zone
    words = _WORDS.findall(page.text[-_FOOT:])
    return named(_TAGS.sub("", words[-1])) if words else None
