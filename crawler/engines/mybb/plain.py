"""MyBB's archive (``archive/index.php?thread-N.html``, ``thread-N-PAGE.html``): its threads, seen running (1.8.37).

Its lists of boards and threads are not read.
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
    thread=re.compile(r"/archive/index\.php[?/]thread-(?P<id>\d+)(?:-(?P<page>\d+))?"),
    board=re.compile(r"/archive/index\.php[?/]forum-(\d+)"),
    rules=RULES,
)
