"""What all versions of phpBB share: addresses, sessions in links, zones, topics that no address names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import tzinfo

from lxml.etree import _Element as Element

from crawler.engines.phpbb.zone import zone_of
from crawler.forum import Target
from crawler.items import Board
from crawler.markup.addresses import Address
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import text_of
from crawler.urls import query

SESSION = re.compile(r"(?<=[?&])sid=[^&#]*&?|[?&]sid=[^&#]*$")
_REWRITTEN = r"(?:^|[-/_])(?:{})-?(?P<id>\d+)(?:(?:-s?|/page)(?P<item>\d+))?(?:(?<!\.php)(?:\.html?|/))?$"
_TOPIC = re.compile(rb"viewtopic\.php\?(?:f=\d+&(?:amp;)?)?t=(\d+)|name=\"t\" value=\"(\d+)\"")

_HEADINGS = css("h2 > a, a.maintitle, .maintitle > a")


class Family(Table):
    """The boards and topics of any version."""

    name = "phpbb"
    post_ids = "site"
    rank = 20
    addresses = (
        Address("thread", r"(?:^|/)viewtopic\.php$", key="t"),
        Address("board", r"(?:^|/)viewforum\.php$", key="f"),
        Address("thread", _REWRITTEN.format("topic|t")),
        Address("board", _REWRITTEN.format("forum|f")),
        Address("index", r"^(?!.*\.php/).*/(?:index\.php)?$"),
    )
    page_key, item_key = "", "start"
    traps = ("view", "p", "sk", "sd", "st", "mode", "hilit", "watch", "unwatch", "bookmark", "mark", "vote", "e", "voted")
    harmless = ("sid",)
    address_cut = SESSION
    member = re.compile(r"[?&]u=(\d+)")

    def zone_on(self, page: Page) -> tzinfo | None:
        return zone_of(page)

    def unnamed(self, sheet: Sheet, units: Sequence[Element]) -> Target:
        """The topic's id from a form or link where no address of the page itself says it (``viewtopic.php?p=19``)."""
        match = _TOPIC.search(sheet.page.body)
        told = next(filter(None, match.groups())).decode() if match else "0"
        return Target("thread", query(sheet.page.url).get("t") or told)

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        """The board by the way to it; where no way is shown, by its address and its heading."""
        board = self.board_above(sheet)
        if board.id and board.name:
            return board
        own = Target("board", here.id)
        heading = next((link for link in _HEADINGS(sheet.tree) if self.target(sheet.address(link)) == own), None)
        name = text_of(heading) or None
        return Board(here.id or None, name, [name] if name else [])
