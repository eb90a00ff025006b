"""Simple Machines Forum 1.1, 2.0 (both of its themes, Curve and Core) and 2.1.

A message is known by its number, which all versions put into ids: ``msg_N`` (the body; in 2.0 and later), ``subject_N`` (all),
``modified_N``, ``msg_N_footer``.  Addresses separate parameters with ``;`` and count items (``topic=2.10``); without a cookie every link
begins with ``PHPSESSID=…``, which is taken out everywhere.  Members see the number of a reply: the opening message has none.
"""

from __future__ import annotations

from crawler.engines.smf import addresses
from crawler.engines.smf.board import read_notice, thread_rows
from crawler.engines.smf.parts import address, breadcrumb, read_pager
from crawler.engines.smf.plain import read_print
from crawler.engines.smf.thread import read_messages, read_thread
from crawler.forum import BoardPage, Engine, Notice, Reading, Target
from crawler.markup.lists import board_rows
from crawler.page import Page
from crawler.select import Select

_BOARDS = Select(
    "//a[contains(@class,'subject')][contains(@href,'board')] | //a[starts-with(@name,'b')][contains(@href,'board')]"
    " | //*[contains(@class,'children')]//a[contains(@href,'board')]"
    " | //td[starts-with(@class,'windowbg3')][strong]//a[contains(@href,'board')]"  # the Core theme of 2.0
)


class Smf(Engine):
    """SMF boards and topics."""

    name = "smf"
    rank = 21
    fingerprints = (b"smf_theme_url", b"simplemachines")

    def detect(self, page: Page) -> bool:
        return b"smf_theme_url" in page.body[:12_000] or (b"simplemachines.org" in page.body[-4000:] and b"topic=" in page.body)

    def target(self, url: str) -> Target | None:
        return addresses.target(url)

    def read(self, page: Page) -> Reading:
        messages = read_messages(page)
        if messages:
            return read_thread(self, page, messages)
        if b"postheader" in page.body and (printed := read_print(self, page)):
            return printed
        threads, boards = thread_rows(page), board_rows(self, page, _BOARDS(page.tree), address)
        if threads or boards:
            pager = read_pager(page)
            return BoardPage(breadcrumb(page), boards, threads, pager.page, pager.pages, pager.next_url)
        if notice := read_notice(page):
            return notice
        if b"messageindex" in page.body:
            return BoardPage(breadcrumb(page))
        return Notice("empty", page.title)


ENGINE = Smf()
