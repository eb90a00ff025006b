"""The index, one category, and tables of boards."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from crawler.demo.frame import foot, head
from crawler.demo.layout import Visit, category_link, clock, crumbs, dated, user_link
from crawler.demo.model import BOARDS, CATEGORIES, Board

if TYPE_CHECKING:
    from crawler.demo.forum import Forum

_POSTS_A_THREAD = 6
_CHART = """<div id="chart" class="bm bw0 cl">
<p class="chart z">今日: <em>0</em><span class="pipe">|</span>帖子: <em>6120</em></p>
</div>
"""


def index_page(forum: Forum, visit: Visit, only: int | None = None) -> str:
    """The index, or one category of it.  Sub-boards and members' boards are not on it."""
    parts = []
    for gid, name in CATEGORIES.items():
        if only not in (None, gid):
            continue
        boards = [board for board in BOARDS.values() if board.gid == gid and not board.parent and board.access != "members"]
        parts.append(
            f'<div class="bm bmw  cl">\n<div class="bm_h cl">\n<h2><a href="forum.php?gid={gid}" style="">{name}</a></h2>\n</div>\n'
            f'<div id="category_{gid}" class="bm_c" style="">\n{board_table(forum, visit, boards)}</div>\n</div>'
        )
    links = [category_link(only)] if only else []
    return (
        f"{head(visit, CATEGORIES[only] if only else '论坛', 'index')}{crumbs(*links)}"
        f'<div id="ct" class="wp cl">\n{_CHART}<div class="mn">\n<div class="fl bm">\n{"".join(parts)}</div>\n</div>\n</div>\n{foot(visit)}'
    )


def board_table(forum: Forum, visit: Visit, boards: list[Board]) -> str:
    """Boards with their sizes and latest posts."""
    rows = '<tr class="fl_row">\n'.join(_board_row(forum, visit, board) for board in boards)
    return f'<table cellspacing="0" cellpadding="0" class="fl_tb">\n<tr>{rows}<tr class="fl_row">\n</tr>\n</table>\n'


def _board_row(forum: Forum, visit: Visit, board: Board) -> str:
    link = f"forum.php?mod=forumdisplay&fid={board.fid}"
    size = forum.size(board.fid)
    latest = forum.latest(board.fid)
    last = ""
    if latest:
        post = latest.posts[-1]
        goto = f"forum.php?mod=redirect&amp;tid={latest.tid}&amp;goto=lastpost#lastpost"
        last = (
            f'<a href="{goto}" class="xi2">{escape(latest.title[:14])} ...</a> '
            f"<cite>{dated(post.created, visit.now, clock(post.created))} {user_link(visit, post.author)}</cite>"
        )
    return f"""<td class="fl_icn" >
<a href="{link}" title="{board.name}"><svg width="31" height="29"><path fill="#c9c9c9" d="M31 13c0-7.2-6.9-13-15.5-13z"/></svg></a>
</td>
<td>
<h2><a href="{link}"  style="">{board.name}</a></h2>
<p class="xg2">{board.about}</p></td>
<td class="fl_i">
<span class="xi2">{size}</span><span class="xg1"> / {size * _POSTS_A_THREAD}</span></td>
<td class="fl_by">
<div>
{last}
</div>
</td>
</tr>
"""
