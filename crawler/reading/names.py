"""Texts that say nothing about a picture: what a page calls itself and its site, and what several pictures are called."""

from __future__ import annotations

import re
from collections import Counter

from crawler.forum import ThreadPage
from crawler.page import Page, meta

_BETWEEN = re.compile(r"\s+(?:[-–—|•·»›>_:/]|::)\s+|\s*(?::::|»|›|\|)\s*|(?<=[\u4e00-\u9fff])[-_](?=[\u4e00-\u9fff])")
"""What stands between the names in a page's title."""
_LONGEST = 200
"""Letters of an alt text that is kept in mind."""


def own_names(page: Page) -> tuple[str, ...]:
    """The page's title, the names in it, and the site's own word for itself."""
    found = (page.title, *_BETWEEN.split(page.title), meta(page, "og:site_name"), meta(page, "application-name"))
    return tuple(dict.fromkeys(filter(None, found)))


def empty_words(page: Page, reading: ThreadPage) -> tuple[str, ...]:
    """The page's own names, and the alt texts that several of its pictures carry, or several of those on the site's other pages."""
    images = [image for made in reading.posts for image in made.body.images]
    alts = {(image.alt, image.url) for image in images if image.alt and len(image.alt) <= _LONGEST}
    shared = [alt for alt, pictures in Counter(alt for alt, _ in alts).most_common() if pictures > 1]
    if shared:
        page.taught["alt"] = shared[0]
    return (*own_names(page), *shared, *filter(None, [page.learnt.get("alt")]))
