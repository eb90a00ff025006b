"""Where on its host a forum lies: two forums in two folders of one host are two sites."""

from __future__ import annotations

from collections import Counter
from urllib.parse import SplitResult, urlsplit

from crawler.forum import Engine
from crawler.page import Page
from crawler.urls import absolute

_VIEWS = frozenset(("api", "archive", "archiver", "home", "lofiversion", "mobile", "pages"))
"""Folders of a forum that hold other views of it."""
_SCRIPTS = (".php", ".pl", ".cgi", ".asp", ".aspx", ".jsp")


def settle(page: Page, engine: Engine) -> None:
    """Gives a page the site that its forum is: host and folder.  Called once, before the engine reads it."""
    before = of_address(engine, page.moved_from) if page.moved_from else None
    page.site = page.named(page.host, of_page(page, engine), before)


def of_page(page: Page, engine: Engine) -> str | None:
    """The folder of a page's forum: by its address, where that is a thread's or a board's, else by most of its links to such."""
    if engine.sites or engine.root == "host":
        return None
    own = page.url or page.base_url
    if (found := of_address(engine, own)) is not None:
        return found
    host = urlsplit(own).netloc
    links = (absolute(page.base_url, link.get("href", "")) for link in page.tree.iter("a"))
    folders = Counter(folder for link in links if urlsplit(link).netloc == host and (folder := of_address(engine, link)) is not None)
    return max(folders, key=lambda folder: folders[folder]) if folders else None


def of_address(engine: Engine, url: str) -> str | None:
    """The folder of a forum by the address of a board or thread: ``/bbs``, empty for the host's root, None where it cannot be told.

    It is what can be left out in front of the address without another thing being named.
    """
    parts = _split(url)
    target = engine.target(url) if parts else None
    if parts is None or engine.sites or engine.root == "host":
        return None
    names = parts.path.split("/")[1:]
    script = next((at for at, name in enumerate(names) if name.lower().endswith(_SCRIPTS)), None)
    if target is None or target.kind == "index" or engine.root == "script":
        return _folder(names[:script]) if script is not None and (target is None or target.kind != "index") else None
    most = len(names) - 1 if script is None else script
    free = 0
    while free < most and engine.target(parts._replace(path="/" + "/".join(names[free + 1 :])).geturl()) == target:
        free += 1
    return _folder(names[: max(0, free - (engine.root == "page"))])


def _folder(names: list[str]) -> str:
    while names and names[-1] in _VIEWS:
        names = names[:-1]
    return "".join(f"/{name}" for name in names)


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None
