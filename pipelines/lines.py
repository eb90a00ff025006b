"""What kind of line stands at a picture: a marked one, a credit, one for the picture below, or one that could be anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from urllib.parse import unquote

from crawler.blocks import Block, Body, Style
from crawler.body.pictures import is_filename
from crawler.items import Image
from pipelines.credits import SIGN_OFF, read, simplified

MARKED = 150
"""Characters up to which a marked or credited line is a caption."""
PLAIN = 80
"""The same for a line whose only evidence is a credit in the line below it."""
SHORT = 40
"""The same for a line known by its looks or its place alone."""

_STEP = re.compile(
    r"(?:\d{1,3}|[一二三四五六七八九十]{1,3}|第[一二三四五六七八九十\d]{1,3}[步章节天站期]|步骤.{0,3}|[①-⑳]|(?i:step)\s*\d+)(?:[、.．:：)）\s]|$)"
)
_DATED = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日")
_CHATTER = re.compile(r"[我你您咱]|大家|楼主|谢谢|[吧呢啊吗哈嘛]$")
_OPEN_END = re.compile(r"[^。！？!?.…：:；;”」）)]$")
_POINTS_BELOW = re.compile(r"\w\W*(?:[（(]如图[）)]|如下?图)[：:。]?$")
_FROM_BELOW = re.compile(r"[▲△↑⬆]|上图|以上|上面")
_FOR_ALL = re.compile(r"^[▼▽↓⬇]|[▼▽↓⬇]$|^以下|组图|图均为|[两二三四五六七八九几\d][张幅图]")
_FOR_ARTICLE = re.compile(r"(?:摄影师?|供图|图片提供|图片?)\s*[:：/／|｜丨]")
_SERIAL = re.compile(r"[A-Za-z0-9_-]*\d{3}[A-Za-z0-9_-]*")
_STOCK = re.compile(
    r"""[（(]?\d+(?:\.\d+)?\s*[KMG]?B(?:ytes)?\b.*|下载附件.*|保存到相册.*|.*下载次数.*|.*\d\s*上传|[\d\s:./年月日-]+
    |点击(?:查看|浏览|放大|图片|下载|此处|看).*|(?:高清)?(?:图片|照片|原图|大图|缩略图|插图|截图|图像|相片|附件|配图|图)[\s\d_.:()（）#-]*
    |(?:微信|QQ)?(?:图片|截图)[_\d].*
    |(?:(?:user|attached|posted|inline|embedded|uploaded|full|large|larger|original|missing|broken|my|an?|the)[\s_-])*
     (?:image|img|photo|picture|pic|thumbnail|attachment|screenshot|untitled|logo|banner|avatar)s?
     (?:\s(?:posted|attached|uploaded|here|below|size|preview|has\sbeen\sresized.*))?[\s_#.-]*[\d\s_-]*
    |[a-z]{2,5}[_-]?\d{3,}[\w-]*\s*[(\[][^()\[\]]{0,30}[)\]]
    |(?:whatsapp|telegram|signal)[\s_-]\w+[\s_-].*\d.*|(?:whatsapp|telegram|signal)\s(?:image|photo|video)\b.*
    |.*\b(?:image|photo|picture|video|file)s?[\s-]host(?:ed|ing)\b.*|(?:image|photo|picture)s?\shosted\s.*|.*\b(?:photobucket|imageshack|tinypic)\b.*
    |click\s.*|(?:https?:)?//.*|www\..*|[\w.@%+~-]*""",
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
_STOCK_ELSEWHERE = re.compile(
    r"""(?:angehängte[sr]?|hochgeladene[sr]?|eingefügte[sr]?)?\s?(?:bild|foto|grafik|datei)[\s\d_.:()（）#-]*|klick(?:en|e)?\s.*
    |.*(?:hébergement\s(?:gratuit\s)?d.images?|хостинг\s(?:картинок|изображений|фото\w*)|alojamiento\sde\simágenes|bilder\s?(?:hosting|hoster|upload)|hosting\szdjęć).*
    |(?:screen\s?shot|снимок\sэкрана|capture\sd.écran|bildschirmfoto|bildschirmaufnahme|captura\sde\s(?:pantalla|tela)|zrzut\sekranu|schermata|schermafbeelding|skärmavbild|skærmbillede|snímek\sobrazovky|знімок\sекрана|ekran\sgörüntüsü|스크린샷|屏幕截图|截屏|螢幕截圖|スクリーンショット).*\d.*
    |(?:benutzerbild|imagen\sde\susuario|immagine\sutente|image\sutilisateur|obrazek\sużytkownika|изображение\sпользователя|ユーザー画像)
    |(?:image|photo|pièce)\s(?:jointe|attachée|insérée)|cliqu\w+\s(?:pour|ici|sur|para|aqui).*
    |(?:imagen?|foto|imagem)\s(?:adjunt[ao]|anex[ao])|(?:haz|haga|pulsa|pincha)\s.*(?:ampliar|ver).*|imagen?[\s\d_.:()（）#-]*
    |(?:immagine|foto)(?:\s(?:allegata|inserita))?[\s\d_.:()（）#-]*|clicca.*|afbeelding[\s\d_.:()（）#-]*|(?:zdjęcie|obraz|obrazek)[\s\d_.:()（）#-]*|załącznik.*|kliknij.*
    |(?:вложение|изображение|картинка|фото|рисунок|снимок)[\s\d_.:()（）#-]*|(?:нажмите|кликните|щ[её]лкните).*|resim[\s\d_.:()（）#-]*|büyütmek.*
    |.*クリック.*|(?:添付)?(?:画像|写真|ファイル)[\s\d_.:()（）#-]*|(?:첨부\s?)?(?:이미지|사진|파일)[\s\d_.:()（）#-]*|클릭.*|hình\s?(?:ảnh)?[\s\d_.:()（）#-]*|(?:bấm|nhấn)\s.*
    |(?:obrázek|fotka|fotografie|snímek|příloha|bilaga|bilden|vedlegg|bilde|billede|kuva|liite|kép|csatolmány|imagine|poză|зображення|світлина|εικόνα|φωτογραφία|gambar|lampiran|รูป|รูปภาพ|ภาพ)[\s\d_.:()（）#-]*
    |(?:صورة|الصورة|مرفق)(?:\sمرفقة)?[\s\d_.:()（）#-]*|اضغط.*|點[擊按].*|(?:圖片|照片|原圖|縮圖|附件|截圖|圖)[\s\d_.:()（）#-]*""",
    re.IGNORECASE | re.VERBOSE,
)
"""The same in other languages."""


def is_marked(block: Block | None) -> bool:
    """A caption by its lead-in mark or the credit at its end."""
    if block is None or len(block.text) > MARKED or SIGN_OFF.search(simplified(block.text)):
        return False
    line = read(block.text)
    return bool(line.words) and (line.mark == "up" or (line.mark is None and line.credit is not None))


def is_credit(block: Block | None) -> bool:
    """A credit and no words."""
    if block is None:
        return False
    line = read(block.text)
    return not line.words and line.credit is not None


def is_for_below(block: Block | None) -> bool:
    """A caption of the picture below it: 下图为, ▼; a short sentence that ends with 如图."""
    if block is None or len(block.text) > MARKED:
        return False
    line = read(block.text)
    is_pointer = line.mark == "pointer" and len(block.text) <= SHORT and _POINTS_BELOW.search(simplified(block.text)) is not None
    return bool(line.words) and (line.mark == "down" or is_pointer)


def is_for_all(block: Block) -> bool:
    """Whether a line above several pictures speaks of all of them: an arrow, or a plural."""
    return _FOR_ALL.search(simplified(block.text)) is not None


def is_from_below(block: Block) -> bool:
    """Whether a line says that its picture stands above it."""
    return _FROM_BELOW.match(simplified(block.text)) is not None


def is_plain(block: Block, longest: int) -> bool:
    """A line without a mark that could be a caption, as far as its own words go."""
    text = block.text
    is_title = bool(block.style & Style.BOLD) or _STEP.match(text) is not None or text.endswith(("？", "?", "！", "!", "：", ":"))
    return len(text) <= longest and not is_title and not SIGN_OFF.search(text) and read(text).mark is None


def is_label(block: Block) -> bool:
    """Short, without a mark, and nobody speaking to anybody."""
    return is_plain(block, SHORT) and not _CHATTER.search(block.text) and not is_stock(block.text)


def is_dated(block: Block) -> bool:
    """Begins with a day."""
    return _DATED.match(block.text) is not None


def is_signed(first: Block, second: Block | None) -> bool:
    """Whether the second line is the credit of the first; 摄影：… under an unmarked line may be the article's."""
    return is_credit(second) and second is not None and (is_marked(first) or not _FOR_ARTICLE.match(simplified(second.text)))


def goes_on(first: Block, second: Block | None) -> bool:
    """Whether the second line is the rest of a caption that was broken in two."""
    if second is None or len(first.text) + len(second.text) > MARKED or not is_marked(second) or _DATED.match(second.text):
        return False
    is_open = first.style == second.style != Style.NONE and _OPEN_END.search(first.text) is not None
    return read(second.text).mark is None and (is_open or first.text.endswith(("，", ",", "、")))


def is_cell(lines: list[Block]) -> bool:
    """A table cell that holds a caption and nothing else."""
    return (
        all(line.type == "paragraph" and not _STEP.fullmatch(line.text) for line in lines)
        and sum(len(line.text) for line in lines) <= MARKED
    )


def is_stock(text: str) -> bool:
    """Words that say nothing about a picture: a file name, a size, a day, an address, 点击查看大图."""
    text = text.strip()
    return is_filename(text) or any(stock.fullmatch(text) for stock in (_STOCK, _STOCK_ELSEWHERE))


def bare(text: str) -> str:
    """What two texts must share to be the same caption."""
    return "".join(text.split()).rstrip("。.").casefold()


def drop_filenames(body: Body) -> int:
    """Removes the lines that are only a picture's file name; the number of lines removed.

    Pasting from an office program leaves such lines on Discuz boards, often one name for all pictures.  A name that belongs to no
    picture of the post goes only where it stands at one.
    """
    names = {name for image in body.images for name in _names(image)}
    blocks, kept = body.blocks, []
    for is_name, group in groupby(enumerate(blocks), lambda pair: _is_name(pair[1], names)):
        members = list(group)
        first, last = members[0][0], members[-1][0]
        is_at_image = any(0 <= at < len(blocks) and blocks[at].type == "image" for at in (first - 1, last + 1))
        kept += [block for _, block in members if not (is_name and (is_at_image or block.text.casefold() in names))]
    removed = len(blocks) - len(kept)
    blocks[:] = kept
    return removed


def _is_name(block: Block, names: set[str]) -> bool:
    return block.type == "paragraph" and (block.text.casefold() in names or is_filename(block.text))


def _names(image: Image) -> Iterator[str]:
    """The names a picture goes by: its file names, and what a camera or server called it, without the ending."""
    for name in (image.filename, unquote(image.url.rsplit("/", 1)[-1].split("?", 1)[0])):
        if name and is_filename(name):
            yield name.casefold()
            stem = name.rsplit(".", 1)[0]
            if _SERIAL.fullmatch(stem):
                yield stem.casefold()
