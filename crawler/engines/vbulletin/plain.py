"""vBulletin's views of a thread for printers and robots: no member's page, no number of a post, no picture.

``printthread.php`` (4: ``li.postbit``; 3: one ``td.page`` a post) and ``archive/index.php/t-N.html`` (3 and 4: ``posttop`` and
``posttext``).  Known from pages made for the tests only.
"""

from __future__ import annotations

import re

from crawler.body.vbulletin import RULES
from crawler.engines.vbulletin.times import printed
from crawler.markup.plain import Plain
from crawler.select import Either, Select, has

VIEW = Plain(
    posts=Either(
        f"id('postlist')/li[{has('postbit')}][.//*[{has('datetime')}]]",
        f"//div[{has('post')}][*[{has('posttop')}]][*[{has('posttext')}]]",
        "//td[@class='page'][table[1]//td[2]][div]",
    ),
    author=Either(f".//*[{has('username')}]", "./table[1]//td[1]"),
    time=Either(f".//*[{has('datetime')}]", f".//*[{has('posttop')}]/*[{has('date')}]", "./table[1]//td[2]"),
    body=Either(f".//*[{has('content')}]", f"./*[{has('posttext')}]", "./div[last()]"),
    title=Select(f"//h1[not(//*[{has('posttop')}])]"),
    thread=re.compile(
        r"(?:/archive/index\.php/?\??/?t-(?=\d+(?:-p-\d+)?\.html$)|/printthread\.php\?(?:.*&)?t=)(?P<id>\d+)(?:(?:-p-|.*&page=)(?P<page>\d+))?"
    ),
    board=re.compile(r"/archive/index\.php/?\??/?f-(\d+)(?:-p-\d+)?\.html$"),
    rules=RULES,
    number=re.compile(r"^post_(\d+)$"),
    printed=printed,
)
