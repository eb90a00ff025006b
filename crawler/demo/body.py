"""A post's body: its blocks as stock Discuz! X3.5 writes them."""

from __future__ import annotations

import secrets
from html import escape
from typing import TYPE_CHECKING

from crawler.demo.attachments import file_box, picture_box
from crawler.demo.layout import Visit, clock
from crawler.demo.model import Block, Bullets, Code, File, FileName, Film, Hidden, Line, Picture, Post, Quote, Table, Thread

if TYPE_CHECKING:
    from collections.abc import Sequence

_STYLES = {
    "plain": "{}",
    "indent": "　　{}",
    "bold": '<font color="Red"><strong>{}</strong></font>',
    "centre": '<div align="center">{}</div>',
    "small": '<font size="1"><font color="gray">{}</font></font>',
    "right": '<div align="right">{}</div>',
    "indented": "<blockquote>{}</blockquote>",
    "link": '<a href="http://example.com/notice/0618.html" target="_blank">{}</a>',
    "smiley": '{}<img src="static/image/smiley/default/smile.gif" smilieid="1" border="0" alt="" />',
}
_BREAK = "<br />\n"


def body(visit: Visit, thread: Thread, post: Post, blocks: Sequence[Block], jammer: bool) -> str:
    """The inside of ``td.t_f``: blocks joined by breaks, with noise at the breaks of a jammer board."""
    inside = [block for block in blocks if not (isinstance(block, Picture | File) and block.appended)]
    note = (
        f'<i class="pstatus"> 本帖最后由 {escape(post.author.name)} 于 {clock(post.edited)} 编辑 </i><br />\n<br />\n'
        if post.edited
        else ""
    )
    parts = [_block(visit, thread, post, block) for block in inside]
    return note + (_jammed(parts) if jammer else _BREAK.join(parts))


def _jammed(parts: list[str]) -> str:
    text = "".join(parts[:1])
    for part in parts[1:]:
        noise = f"{secrets.token_hex(2)}&nbsp;&nbsp;{secrets.token_urlsafe(4)} [!|~&amp; {secrets.token_hex(1)}"
        ends = (f'<font class="jammer">{noise}</font>{_BREAK}', f'{_BREAK}<span style="display:none">{noise}</span>', _BREAK)
        text += secrets.choice(ends) + part
    return text


def _block(visit: Visit, thread: Thread, post: Post, block: Block) -> str:
    html = ""
    match block:
        case Line():
            html = _STYLES[block.style].format(escape(block.text))
        case FileName():
            html = escape(block.name)
        case Picture():
            html = picture_box(visit, thread, post, block)
            if block.centred:
                html = _STYLES["centre"].format(html)
        case File():
            html = file_box(visit, thread, post, block)
        case Quote():
            html = _quote(visit, thread, block)
        case Bullets():
            html = _bullets(block)
        case Table():
            html = _table(visit, thread, post, block)
        case Code():
            html = _code(block)
        case Film():
            html = _film(visit, block)
        case Hidden():
            html = _hidden(thread, block)
    return html


def _bullets(block: Bullets) -> str:
    opening = '<ul type="1" class="litype_1">' if block.numbered else "<ul>"
    return f"{opening}{''.join(f'<li>{escape(item)}' for item in block.items)}<br />\n</ul>"


def _code(block: Code) -> str:
    box = f"code_{secrets.token_hex(2)}"
    items = "<br />".join(f"<li>{escape(line)}" for line in block.lines)
    return f'<div class="blockcode"><div id="{box}"><ol>{items}</ol></div><em onclick="copycode($(\'{box}\'));">复制代码</em></div>'


def _film(visit: Visit, block: Film) -> str:
    box = f"mp4_{secrets.token_hex(2)}"
    link = f'<a href="{visit.base}{block.url}" target="_blank">如果无法播放，请点击此处在新窗口打开</a>'
    return f'<ignore_js_op><div id="{box}" class="media"><div id="{box}_tips" class="media_tips">{link}</div></div></ignore_js_op>'


def _hidden(thread: Thread, block: Hidden) -> str:
    if not block.by_reply:
        return '<div class="locked">游客，本帖隐藏的内容需要积分高于 300 才可浏览，您当前积分为 0</div>'
    link = f'<a href="forum.php?mod=post&amp;action=reply&amp;fid={thread.fid}&amp;tid={thread.tid}">回复</a>'
    return f'<div class="locked">游客，如果您要查看本帖隐藏内容请{link}</div>'


def _quote(visit: Visit, thread: Thread, quote: Quote) -> str:
    head = ""
    if quote.pid and quote.when:
        link = f"{visit.base}forum.php?mod=redirect&amp;goto=findpost&amp;pid={quote.pid}&amp;ptid={thread.tid}"
        who = f'<font color="#999999">{escape(quote.author or "")} 发表于 {clock(quote.when)}</font>'
        head = f'<font size="2"><a href="{link}" target="_blank">{who}</a></font><br />\n'
    return f'<div class="quote"><blockquote>{head}{escape(quote.text)}</blockquote></div><br />\n'


def _table(visit: Visit, thread: Thread, post: Post, table: Table) -> str:
    def cell(content: str | Picture) -> str:
        return f"<td>{escape(content) if isinstance(content, str) else picture_box(visit, thread, post, content)}</td>"

    inside = "".join(f"<tr>{''.join(map(cell, row))}</tr>" for row in table.rows)
    return f'<table cellspacing="0" class="t_table" style="width:98%">{inside}</table>'
