"""IP.Board's low-fidelity view (``lofiversion/index.php/tN.html``), versions 1.3 to 2.3, known from a page made for the tests only."""

from __future__ import annotations

import re

from crawler.engines.invision.body import RULES
from crawler.markup.css import css
from crawler.markup.plain import Plain

VIEW = Plain(
    posts=css("div.postwrapper"),
    author=css("div.postname"),
    time=css("div.postdate"),
    body=css("div.postcontent"),
    title=css("#largetext a"),
    thread=re.compile(r"/lofiversion/index\.php[/?]t(?P<id>\d+)(?P<further>-\d+)?"),
    board=re.compile(r"/lofiversion/index\.php[/?]f(\d+)"),
    rules=RULES,
)
