"""Pictures and files of a post, in the text and below it, as stock Discuz! X3.5 writes them."""

from __future__ import annotations

import secrets
from html import escape

from crawler.demo.layout import Visit, clock
from crawler.demo.model import File, Picture, Post, Thread
from crawler.demo.texts import dice

_HOVER = """inpost="1" onmouseover="showMenu({'ctrlid':this.id,'pos':'12'})\""""


def _size(picture: Picture) -> str:
    rng = dice(picture.path)
    return f'<em class="xg1">({rng.randint(400, 9000) / 100:g} KB, 下载次数: {rng.randint(0, 300)})</em>'


def _image(picture: Picture, ending: str) -> str:
    shown = f"{picture.path}.thumb.jpg" if picture.thumb else picture.path
    files = f'zoomfile="{picture.path}" file="{shown}"'
    ids = f'id="aimg_{picture.aid}" aid="{picture.aid}" src="static/image/common/none.gif"'
    if picture.thumb:
        return f"<img style=\"cursor:pointer\" {ids} onclick=\"zoom(this, this.getAttribute('zoomfile'), 0, 0, '0')\" {files} {ending} />"
    return f'<img {ids} {files} class="zoom" onclick="zoom(this, this.src, 0, 0, 0)" width="{min(600, picture.width)}" {ending} />'


def picture_box(visit: Visit, thread: Thread, post: Post, picture: Picture) -> str:
    if picture.aid is None:
        return (
            f'<img id="aimg_{secrets.token_hex(3)[:5]}" onclick="zoom(this, this.src, 0, 0, 0)" class="zoom" '
            f'src="{visit.base}{picture.path}" '
            'onmouseover="img_onmouseoverfunc(this)" onload="thumbImg(this)" border="0" alt="" />'
        )
    described = f"<p>{escape(picture.description)}</p>\n" if picture.description else ""
    return f"""
<ignore_js_op>

{_image(picture, _HOVER)}

<div class="tip tip_4 aimg_tip" id="aimg_{picture.aid}_menu" style="position: absolute; display: none" disautofocus="true">
<div class="xs0">
<p><strong>{escape(picture.filename)}</strong> {_size(picture)}</p>
<p>
<a href="{visit.attachment(picture.aid, thread.tid)}&amp;nothumb=yes" target="_blank">下载附件</a>

</p>
{described}
<p class="xg1 y">{clock(post.created)} 上传</p>

</div>
<div class="tip_horn"></div>
</div>

</ignore_js_op>
"""


def file_box(visit: Visit, thread: Thread, post: Post, file: File) -> str:
    return f"""
<ignore_js_op>

<img src="static/image/filetype/{file.name.rsplit(".", 1)[-1]}.gif" border="0" class="vm" alt="" />
<span style="white-space: nowrap" id="attach_{file.aid}" onmouseover="showMenu({{'ctrlid':this.id,'pos':'12'}})">

<a href="{visit.attachment(file.aid, thread.tid)}" target="_blank">{escape(file.name)}</a>

<em class="xg1">({file.size}, 下载次数: 17)</em>
</span>
<div class="tip tip_4" id="attach_{file.aid}_menu" style="position: absolute; display: none" disautofocus="true">
<div class="tip_c xs0">
<div class="y">{clock(post.created)} 上传</div>
点击文件名下载附件
<br />{escape(file.description or "")}
</div>
<div class="tip_horn"></div>
</div>

</ignore_js_op>
"""


def appended(visit: Visit, thread: Thread, post: Post, block: Picture | File) -> str:
    """One entry of ``div.pattl``."""
    link = visit.attachment(block.aid or 0, thread.tid)
    if isinstance(block, File):
        return f"""
<ignore_js_op>
<dl class="tattl">
<dt>
<img src="static/image/filetype/{block.name.rsplit(".", 1)[-1]}.gif" border="0" class="vm" alt="" />
</dt>
<dd>
<p class="attnm">
<a href="{link}" id="aid{block.aid}" target="_blank">{escape(block.name)}</a>
<div class="tip tip_4" id="aid{block.aid}_menu" style="display: none"><div class="tip_c"><p class="y">{clock(post.created)} 上传</p>
<p>点击文件名下载附件</p></div></div>
</p>
<p>{block.size}, 下载次数: 8</p>
<p class="xg2">{escape(block.description or "")}</p>
</dd>
</dl>
</ignore_js_op>
"""
    words = escape(block.description or block.filename)
    image = _image(block, f'alt="{words}" title="{words}" w="{block.width}"')
    return f"""
<ignore_js_op>

<dl class="tattl attm">
<dt></dt>
<dd>

<p class="mbn">
<a href="{link}&amp;nothumb=yes" id="aid{block.aid}" class="xw1" target="_blank">{escape(block.filename)}</a>
{_size(block)}
</p>
<div class="tip tip_4" id="aid{block.aid}_menu" style="display: none" disautofocus="true">
<div>
<p>
<a href="{link}&amp;nothumb=yes" target="_blank">下载附件</a>
</p>
<p>
<span class="y">{clock(post.created)} 上传</span>
</p>
</div>
<div class="tip_horn"></div>
</div>
<p class="mbn">

</p>
{f'<p class="mbn xg2">{escape(block.description)}</p>' if block.description else ""}

<div class="mbn savephotop">

{f'<a href="javascript:;">{image}</a>' if block.thumb else image}

</div>

</dd>
</dl>

</ignore_js_op>
"""
