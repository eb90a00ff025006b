"""phpBB 3's print view (``viewtopic.php?…&view=print``), seen running in 3.2.11."""

from __future__ import annotations

import re

from crawler.engines.phpbb.body import RULES
from crawler.markup.css import css
from crawler.markup.plain import Plain

VIEW = Plain(
    posts=css("#page-body div.post"),
    author=css("div.author strong"),
    time=css("div.date strong"),
    body=css("div.content"),
    title=css("#page-header h2"),
    thread=re.compile(r"viewtopic\.php\?(?:.*&)?t=(?P<id>\d+)(?P<further>.*&start=[1-9])?"),
    board=re.compile(r"viewforum\.php\?(?:.*&)?f=(\d+)"),
    rules=RULES,
)
