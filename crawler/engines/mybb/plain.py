"""MyBB's archive (``archive/index.php?thread-N.html``), known from a page made for the tests only.

Its printable view is not read.
"""

from __future__ import annotations

import re

from crawler.engines.mybb.body import RULES
from crawler.markup.css import css
from crawler.markup.plain import Plain

VIEW = Plain(
    posts=css("#content div.post"),
    author=css("div.header div.author"),
    time=css("div.header div.dateline"),
    body=css("div.message"),
    title=css("#fullversion a"),
    thread=re.compile(r"/archive/index\.php[?/]thread-(?P<id>\d+)(?P<further>-\d+)?"),
    board=re.compile(r"/archive/index\.php[?/]forum-(\d+)"),
    rules=RULES,
)
