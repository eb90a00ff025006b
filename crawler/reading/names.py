"""What a page calls itself and its site."""

from __future__ import annotations

import re

from crawler.page import Page, meta

_BETWEEN = re.compile(r"\s+(?:[-–—|•·»›>_:/]|::)\s+|\s*(?::::|»|›|\|)\s*|(?<=[\u4e00-\u9fff])[-_](?=[\u4e00-\u9fff])")
"""What stands between the names in a page's title."""


def own_names(page: Page) -> tuple[str, ...]:
    """The page's title, the names in it, and the site's own word for itself."""
    found = (page.title, *_BETWEEN.split(page.title), meta(page, "og:site_name"), meta(page, "application-name"))
    return tuple(dict.fromkeys(filter(None, found)))
