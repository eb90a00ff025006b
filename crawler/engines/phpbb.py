"""phpBB 3.0–3.3: prosilver, subsilver2 and what is made from them.

Every page that a guest without cookies sees has ``sid=…`` in all its links; it is taken out everywhere.  phpBB pages count items
(``start=10``), and posts carry no number: a floor is the place in the thread, known from the pager.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, tzinfo

from lxml.etree import _Element as Element

from crawler.blocks import Body, Rules, Walker, skip
from crawler.boards import board_rows, breadcrumb
from crawler.dates import When, parse
from crawler.forum import BoardPage, Draft, Engine, Notice, Place, Reading, ThreadPage, ThreadRow, draft
from crawler.items import Attachment, Author, Board, Image, Quote, Thread
from crawler.notices import reason
from crawler.page import Page
from crawler.pictures import is_filename, picture
from crawler.quoting import speaker
from crawler.select import Classed, Either, Numbered, Select, Strings, Value, first_of, has, text_of
from crawler.text import number, size, tidy
from crawler.urls import absolute, query, uncut
from crawler.zones import named

# Selectors ----------------------------------------------------------------------------------------------------------------------------

_POSTS = Either(
    Numbered("p", "div"),
    "//a[starts-with(@name,'p')][number(substring(@name,2))>0]/ancestor::table[1]",
    "//*[starts-with(@id,'p')][number(substring(@id,2))>0][not(self::a)]",
)
_OLD_ANCHOR = Value("./tr[2]/td[1]/a/@name | .//a[starts-with(@name,'p')][number(substring(@name,2))>0]/@name")
_BODY = Either(
    Classed("content", "div"),
    ".//td/div[@class='postbody']",
    f".//*[{has('content')}] | .//*[@itemprop='articleBody' or @itemprop='text']",
    f".//*[{has('postbody')}]",
)
_NAME = Either(
    "./div/*/dt/*[self::a or self::span][starts-with(@class,'username')]",
    "./div/*/dt/a[contains(@href,'viewprofile')][normalize-space()]",
    ".//b[@class='postauthor']",
    f".//*[{has('postprofile')}]//*[self::a or self::span][{has('username')} or {has('username-coloured')}]",
    f".//p[{has('author')}]//*[{has('username')} or {has('username-coloured')}]",
    f".//*[{has('postprofile')}]//a[contains(@href,'viewprofile')][normalize-space()]",
)
_PROFILE = Select(".//a[contains(@href,'mode=viewprofile')]")
_HEAD = Either(
    Classed("author", "p"),
    ".//td[@class='gensmall']/div[last()][b]",
    f".//*[{has('author')} or {has('post-date')} or {has('postdate')} or {has('dateline')}][not(self::a)]",
)
_LOOSE = Value(f".//time[not(ancestor::*[{has('content')} or {has('postprofile')}])]/@datetime")
_TITLE = Either(
    Classed("topic-title", "h2"),
    "//h2[a[contains(@href,'viewtopic')]] | //a[@class='titles']",
    f"//*[{has('topic-title')}]",
)
_CRUMBS = Either(
    "id('nav-breadcrumbs')//a[@href]",
    "//p[@class='breadcrumbs']//a[@href]",
    "//li[contains(@class,'breadcrumbs')]//a[@href]",
    "//ul[contains(@class,'navlinks')]//a[contains(@href,'viewforum')]",
    f"//*[{has('breadcrumbs')}]//a[@href]",
)
_CHOSEN = Select("//form[@name='jumpbox']//option[@selected][@value>0]")
_ROWS = Classed("topictitle", "a")
_BOARDS = Select("//a[contains(@class,'forumtitle') or contains(@class,'forumlink') or contains(@class,'subforum')]")
_PAGER = Either(Classed("pagination", "div"), f"//*[{has('pagination')}]")
_OLD_PAGER = Select("//td[@class='nav'][strong] | //td[@class='nav'][strong]/following-sibling::td[a or b]")
_ACTIVE = Value(f".//li[{has('active')}]")
_NEXT = Value(".//a[@rel='next']/@href | .//li[contains(@class,'next')]/a/@href")
_STRONG = Strings(".//strong/text()")
_LINKS = Select(".//a[@href]")
_FOOTER = Either("id('page-footer')", "//p[@class='datetime']")
_MESSAGE = Either("id('message')", f"//*[{has('message-title')}]/..", f"//table[{has('tablebg')}][.//h1 or .//th]//p[{has('gen')}]")
_LOGIN = Select("//form[.//input[@type='password']][contains(@action,'mode=login')][.//h2 or .//h3 or .//th or .//h1]")
_LOGIN_WORDS = Value(f".//*[{has('login-title')}] | .//h2 | .//p | .//th")
_PASSWORD = Select("id('login_forum')")
_FILE_LINK = Select("./dt//a[@href][not(.//img[@class='postimage'])]")
_FILE_WORDS = Strings("./dd[not(em)]//text()")
_COMMENT = Select(".//dd/em")
_PICTURE = Select(".//img[not(contains(@src,'upload_icons'))]")
_CITE = Select("./div/cite | ./cite")
_CITED = Value("./a[contains(@href,'viewprofile')]")
_CITED_TIME = Value("./*[contains(@class,'responsive-hide')]")

_HEAD_BYTES = 20_000
"""A page of phpBB names itself, or links to a board, within so many bytes; all engines are asked, so only these are searched."""
_SID = re.compile(r"(?<=[?&])sid=[^&#]*&?|[?&]sid=[^&#]*$")
_TRAPS = frozenset(("view", "p", "sk", "sd", "st", "mode", "hilit", "watch", "unwatch", "bookmark", "mark", "vote", "e", "voted"))
_REWRITTEN = re.compile(r"(?:^|[-/_])(?P<kind>topic|t|forum|f)-?(?P<id>\d+)(?:-s?(?P<start>\d+))?(?:\.html?|/)?$")
_EXTRAS = frozenset(("attachbox", "notice", "rules", "tablebg", "gensmall"))
_USER = re.compile(r"[?&]u=(\d+)")
_FOOT = 20_000
"""Characters; the line that names the zone stands within so many of a page's end."""
_COUNTED = re.compile(r"(\d[\d,. ]*)\s+[^\W\d_]{3,}")
_BRACKETED = re.compile(r"\[\s*(\d[\d,. ]*)\s+[^\W\d_]{2,}")
_TAGS = re.compile(r"<[^>]*>")
_ZONE_WORDS = re.compile(r"(?:UTC|GMT)[^\n]{0,80}")
_SHOWN_FILE = re.compile(r"^\s*(?P<name>.+?)\s*[\[(]\s*[\d.,]+\s*(?:[KMGT]i?B|B|bytes?|\w+)\b")
_EDIT_TAIL = re.compile(r",?\s*(?:edited|insgesamt|édité|bearbeitet|editado|modificato|all)\b.*$", re.IGNORECASE | re.DOTALL)


@dataclass(slots=True)
class _Pager:
    page: int = 1
    pages: int | None = 1
    next_url: str | None = None
    before: int | None = 0
    """How many posts stand on earlier pages; None where the pager does not tell."""
    total: int | None = None


class Phpbb(Engine):
    """phpBB boards and topics."""

    name = "phpbb"
    rank = 20
    marks = (b"phpbb", b"phpBB", b"viewtopic", b"viewforum")

    def detect(self, page: Page) -> bool:
        head = page.body[:_HEAD_BYTES]
        if b'id="phpbb' in head or b"phpBB style name" in head:
            return True
        body = page.body
        if b"viewtopic.php" not in body and b"viewforum.php" not in body:
            return False
        return b"postprofile" in body or b'class="topictitle"' in body or (b'class="tablebg"' in body and b"wrapcentre" in body)

    def place(self, url: str) -> Place | None:
        """The page of a ``Place`` is the first item's number: phpBB counts items, and the address does not say how many make a page."""
        path = url.split("?", 1)[0].split("#", 1)[0]
        script = path.rpartition("/")[2]
        asked = query(url)
        if not _TRAPS.isdisjoint(asked):
            return None
        start = 1 + (number(asked.get("start")) or 0)
        if script in ("viewtopic.php", "viewforum.php"):
            ident = asked.get("t" if script == "viewtopic.php" else "f", "")
            return Place("thread" if script == "viewtopic.php" else "board", ident, start) if ident.isdecimal() else None
        match = _REWRITTEN.search(path) if not script.endswith(".php") else None
        if match:
            start = 1 + int((match["start"] or "0")[:9]) if match["start"] else start
            return Place("thread" if match["kind"] in ("t", "topic") else "board", match["id"], start)
        return Place("index", "") if script in ("", "index.php") and not set(asked) - {"sid"} and ".php/" not in path else None

    def read(self, page: Page) -> Reading:
        if posts := _posts(page):
            return self._thread(page, posts)
        threads, boards = self._rows(page), board_rows(self, page, _BOARDS(page.tree), _address)
        if not threads and not boards and (notice := _notice(page)):
            return notice
        if threads or boards or b"section-viewforum" in page.body or b"section-index" in page.body:
            pager = _pager(page, "board")
            return BoardPage(self._breadcrumb(page), boards, threads, pager.page, pager.pages, pager.next_url)
        return Notice("empty", page.title)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, containers: list[tuple[str, Element, Element]]) -> ThreadPage:
        pager, zone, board = _pager(page, "thread"), _zone(page), self._breadcrumb(page)
        thread = self._head(page)
        thread.replies = pager.total - 1 if pager.total else None
        ordered = query(page.url).get("sd") != "d"
        script = _address(page, "viewtopic.php")
        if pager.before is None and pager.page == pager.pages and pager.total:
            pager.before = pager.total - len(containers)
        posts: list[Draft] = []
        for at, (pid, element, content) in enumerate(containers):
            body, when = _read_body(page, content), _when(page, element, zone)
            made = draft(self, page, thread, board, pid, f"{script}?p={pid}#p{pid}", body, when)
            made.post.author = _author(element)
            made.post.edited_at = parse(body.edited, page.fetched_at, zone).iso
            made.post.locked = "; ".join(dict.fromkeys(body.locked)) or None
            if ordered and pager.before is not None:
                made.post.floor = pager.before + at + 1
            posts.append(made)
        if posts[0].post.floor == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        return ThreadPage(thread, board, posts, pager.page, pager.pages, pager.next_url)

    def _head(self, page: Page) -> Thread:
        heading = _TITLE.first(page.tree)
        links = [a.get("href", "") for a in ([] if heading is None else [heading, *heading.iter("a")])]
        places = (
            place
            for url in (page.link("canonical"), *links, page.url)
            if (place := self.place(_address(page, url))) and place.kind == "thread"
        )
        place = next(places, None)
        ident = place.id if place else query(page.url).get("t") or _topic_id(page)
        title = text_of(heading) or re.split(r"\s+[-•|]\s+", page.title)[0]
        own = (url for link in (page.link("canonical"), *links) if ".php" not in (url := _address(page, link)))
        url = next((url for url in own if self.place(url) == Place("thread", ident)), "")
        return Thread(id=ident, url=url or _address(page, f"viewtopic.php?t={ident}"), title=title or None)

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _breadcrumb(self, page: Page) -> Board:
        board = breadcrumb(self, page, _CRUMBS(page.tree), _address)
        chosen = _CHOSEN.first(page.tree) if board.id is None else None
        if chosen is not None:
            board.id, board.name = chosen.get("value"), text_of(chosen)
            board.path, board.url = [board.name], _address(page, f"viewforum.php?f={board.id}")
        return board

    def _rows(self, page: Page) -> list[ThreadRow]:
        zone = _zone(page)
        found: dict[str, ThreadRow] = {}
        for link in _ROWS(page.tree):
            url, title = _address(page, link.get("href", "")), text_of(link)
            place, row = self.place(url), next(link.iterancestors("li", "tr"), None)
            if place and place.kind == "thread" and row is not None and title and place.id not in found:
                found[place.id] = _thread_row(page, zone, row, link, ThreadRow(place.id, url, title))
        return list(found.values())


def _notice(page: Page) -> Notice | None:
    if _PASSWORD(page.tree):
        return Notice("password", text_of(_PASSWORD.first(page.tree))[:200])
    login = _LOGIN.first(page.tree)
    if login is not None:
        return Notice("login", _LOGIN_WORDS(login))
    box = _MESSAGE.first(page.tree)
    if box is None:
        return None
    words = tidy(" ".join(map(text_of, box.iter("p")))) or text_of(box)
    return Notice(reason(words, page.status), words[:200])


# Pages ----------------------------------------------------------------------------------------------------------------------------------


def _address(page: Page, link: str) -> str:
    """An absolute address without the session."""
    return _bare(absolute(page.base_url, link.replace("&amp;", "&")))


def _bare(url: str) -> str:
    return _SID.sub("", url).rstrip("?&")


def _zone(page: Page) -> tzinfo:
    """The zone that the page's foot names: by place (3.1 and later), or by an offset that holds for all times of the page (3.0)."""
    zones = (named(span.get("title", "")) for footer in _FOOTER(page.tree) for span in footer.iter("span"))
    words = _ZONE_WORDS.findall(page.text[-_FOOT:])
    return next(filter(None, zones), None) or (named(_TAGS.sub("", words[-1])) if words else None) or UTC


def _topic_id(page: Page) -> str:
    """The topic's id from a form or link where no address of the page itself says it (``viewtopic.php?p=19``)."""
    match = re.search(rb"viewtopic\.php\?(?:f=\d+&(?:amp;)?)?t=(\d+)", page.body) or re.search(rb'name="t" value="(\d+)"', page.body)
    return match[1].decode() if match else "0"


def _pager(page: Page, kind: str) -> _Pager:
    """Where a page stands among its like.  The pager alone decides: past the end phpBB shows the last page again."""
    bars = [
        bar for bar in (_PAGER(page.tree) if b"pagination" in page.body else ()) if next(bar.iter("a", "strong", "li"), None) is not None
    ]
    for parts in [[bar] for bar in bars] if bars else [_OLD_PAGER(page.tree)[:2]]:
        starts = {
            int(shown[:9]): _address(page, a.get("href", "")) for part in parts for a in _LINKS(part) if (shown := text_of(a)).isdecimal()
        }
        places = map(ENGINE.place, starts.values())
        if parts and all(place is None or place.kind == kind for place in places):
            return _read_pager(page, parts, starts)
    return _Pager()


def _read_pager(page: Page, parts: list[Element], starts: dict[int, str]) -> _Pager:
    strong = [n for part in parts for words in _STRONG(part) if (n := number(words))]
    pager = _Pager(number(_ACTIVE(parts[0])) or (strong[0] if strong else 1))
    pager.pages = max([pager.page, *starts, *strong[1:2]])
    step = next((begin // (n - 1) for n, url in starts.items() if n > 1 and (begin := _start(url))), None)
    pager.before = 0 if pager.page == 1 else (pager.page - 1) * step if step else None
    forward = _NEXT(parts[0]) if pager.page < pager.pages else ""
    pager.next_url = starts.get(pager.page + 1) or _address(page, forward) or None
    counted = _BRACKETED.search(_beside(parts[0])) if parts[0].tag == "td" else _COUNTED.search("".join(parts[0].itertext()))
    pager.total = number(re.sub(r"[. ]", "", counted[1])) if counted else None
    return pager


def _beside(cell: Element) -> str:
    """subsilver2 counts in a cell of its own, '[ 24 posts ]'."""
    return " ".join(text_of(other) for other in cell.itersiblings("td"))


def _start(url: str) -> int:
    match = _REWRITTEN.search(url.split("?", 1)[0])
    return number(query(url).get("start")) or int((match["start"] or "0")[:9] if match else 0)


# Parts of a post ------------------------------------------------------------------------------------------------------------------------


def _posts(page: Page) -> list[tuple[str, Element, Element]]:
    """(id, post, body) of each post."""
    found: dict[str, tuple[str, Element, Element]] = {}
    if b"postbody" not in page.body and b'class="content' not in page.body:
        return []
    for element in _POSTS(page.tree):
        pid = (_OLD_ANCHOR(element) if element.tag == "table" else element.get("id", "")).removeprefix("p")
        body = _BODY.first(element) if pid not in found else None
        if body is not None:
            found[pid] = (pid, element, body)
    return list(found.values())


def _read_body(page: Page, content: Element) -> Body:
    walker = Walker(_RULES, page.base_url)
    walker.walk(content)
    walker.end_line()
    for extra in _after(content):
        walker.visit(extra)
    walker.end_line()
    return walker.body


def _after(content: Element) -> list[Element]:
    """What belongs to a post and stands behind its body: the files, the edit note, a lock; not the signature."""
    parent = content.getparent()
    places = [*content.itersiblings(), *(parent.itersiblings() if parent is not None else ())]
    return [element for element in places if isinstance(element.tag, str) and not _EXTRAS.isdisjoint(element.get("class", "").split())]


def _author(post: Element) -> Author | None:
    for element in _NAME(post):
        if name := text_of(element):
            links = [element] if element.tag == "a" else _PROFILE(post)
            ident = next((match[1] for a in links if (match := _USER.search(a.get("href", "")))), None)
            return Author(name, ident if ident != "1" else None)
    return None


def _when(page: Page, post: Element, zone: tzinfo) -> When:
    """The time a post was written; phpBB 3.2 and later say it exactly, whatever words they print."""
    head = _HEAD.first(post)
    if head is None:
        return parse(_LOOSE(post), page.fetched_at, zone)
    stamp = next(head.iter("time"), None)
    raw = _shown(head) if stamp is None else text_of(stamp)
    when = parse(stamp.get("datetime") if stamp is not None else None, page.fetched_at, zone)
    if when.iso is None:
        when = parse(raw, page.fetched_at, zone)
    return When(when.iso, raw or when.raw, when.precision)


def _shown(element: Element) -> str:
    """The time in a line such as 'by NAME » TIME' (prosilver) or 'Posted: TIME' (subsilver2)."""
    label = element.find("b") if element.tag == "div" else None
    return tidy(label.tail or "") if label is not None else text_of(element).rpartition("»")[2].strip()


def _thread_row(page: Page, zone: tzinfo, row: Element, link: Element, found: ThreadRow) -> ThreadRow:
    states = _states(row)
    found.sticky, found.moved = any(word in states for word in ("sticky", "announce", "global")), "topic_moved" in states
    poster = _poster(row)
    if poster is not None and (name := text_of(poster)):
        ident = next((match[1] for a in poster.iter("a") if (match := _USER.search(a.get("href", "")))), None)
        found.author = Author(name, ident)
        exact = next((time.get("datetime") for time in poster.itersiblings("time")), None)
        begun = exact or link.get("title") or (poster.tail or "").rpartition("»")[2]
        found.created_at = parse(begun, page.fetched_at, zone).iso if re.search(r"\d", begun) else None
    cells = _cells(row)
    found.replies, found.views = number(text_of(cells.get("posts"))), number(text_of(cells.get("views")))
    last = cells.get("lastpost")
    if last is not None:
        exact = next((time.get("datetime") for time in last.iter("time")), None)
        words = (text for text in map(tidy, reversed(list(last.itertext()))) if re.search(r"\d", text))
        found.last_post_at = parse(exact or next(words, None), page.fetched_at, zone).iso
    return found


def _states(row: Element) -> str:
    """The words that say what a topic is: classes of the row (prosilver), of an icon (subsilver2), an icon's file name (3.0)."""
    words = [row.get("class", "")]
    for element in row.iter("dl", "span", "img"):
        words.append(element.get("class", "") + " " + element.get("src", ""))
        if element.tag == "dl" or len(words) > 3:
            break
    return " ".join(words)


def _poster(row: Element) -> Element | None:
    """Who opened a topic.  prosilver names the last poster first, in a copy for small screens."""
    if row.tag == "tr":
        return first_of(row, "topicauthor", "p")
    box = first_of(row, "topic-poster", "div")
    for element in (box if box is not None else row).iter("a", "span"):
        if element.get("class", "").startswith("username") and (
            box is not None
            or not any("responsive-show" in parent.get("class", "") or parent.tag == "dd" for parent in element.iterancestors("div", "dd"))
        ):
            return element
    return None


def _cells(row: Element) -> dict[str, Element]:
    if row.tag == "tr":
        return dict(zip(("posts", "views", "lastpost"), (p for p in row.iter("p") if p.get("class") == "topicdetails"), strict=False))
    return {element.get("class", "").split()[0]: element for element in row.iter("dd") if element.get("class")}


# Body rules -----------------------------------------------------------------------------------------------------------------------------


def _img(walker: Walker, element: Element) -> None:
    image = picture(element, walker.base_url)
    if image is not None:
        image.url = _bare(image.url)
        if "postimage" in element.get("class", ""):
            image.alt = None
        walker.image(image)


def _file(walker: Walker, element: Element) -> None:
    """``dl.file`` and ``dl.thumbnail``: an attachment, with the uploader's comment in ``em``."""
    comment = "\n".join(filter(None, map(text_of, _COMMENT(element))))
    link, words = _FILE_LINK.first(element), tidy("".join(_FILE_WORDS(element)))
    shown = _PICTURE.first(element)
    image = picture(shown, walker.base_url) if shown is not None else None
    if image is not None and shown is not None and (link is None or "thumbnail" in element.get("class", "")):
        _attached(walker, image, shown, words or shown.get("title", ""), comment)
    elif link is not None and text_of(link):
        walker.attachment(Attachment(text_of(link), _bare(absolute(walker.base_url, link.get("href", ""))), size(words), comment or None))
    else:
        walker.locked(text_of(element))


def _attached(walker: Walker, image: Image, img: Element, words: str, comment: str) -> None:
    parent = img.getparent()
    original = absolute(walker.base_url, parent.get("href", "")) if parent is not None and parent.tag == "a" else ""
    if "download/file.php" in original:
        image.thumb_url = _bare(image.url)
        image.url = re.sub(r"[?&]mode=view\b", "", _bare(original))
    image.url = _bare(image.url)
    match = _SHOWN_FILE.match(words)
    image.filename = (match["name"] if match else None) or image.filename
    image.alt = None if image.alt in (comment, image.filename) else image.alt
    description = comment or image.alt or ""
    walker.image(image, "" if description == image.filename or is_filename(description) else description)


def _old_file(walker: Walker, element: Element) -> None:
    """subsilver2: ``div.attachcontent`` in the text, the cells of a table below it."""
    if element.tag == "table" and element.find(".//td") is not None:
        for cell in element.iter("td"):
            if "row3" not in cell.get("class", ""):
                _old_file(walker, cell)
        return
    small = [text_of(span) for span in element.iter("span") if "gensmall" in span.get("class", "")]
    label = next((span.find("b") for span in element.iter("span") if span.find("b") is not None), None)
    comment = tidy(label.tail or "") if label is not None else ""
    shown, link = _PICTURE.first(element), element.find(".//a[@href]")
    image = picture(shown, walker.base_url) if shown is not None else None
    if image is not None and shown is not None:
        _attached(walker, image, shown, small[-1] if small else "", comment)
    elif link is not None and text_of(link):
        words = tidy(link.tail or "")
        walker.attachment(Attachment(text_of(link), _bare(absolute(walker.base_url, link.get("href", ""))), size(words), comment or None))


def _table(walker: Walker, element: Element) -> None:
    if "tablebg" in element.get("class", ""):
        _old_file(walker, element)
    else:
        walker.table(element)


def _quote(walker: Walker, element: Element) -> None:
    quote = Quote("")
    cite = _CITE.first(element)
    if cite is not None:
        post = next((match for a in cite.iter("a") if (match := re.search(r"[?&#]p=?(\d+)", a.get("href", "")))), None)
        quote.post_id = post[1] if post else None
        quote.created_raw = _CITED_TIME(cite) or None
        words = text_of(cite).removesuffix(quote.created_raw or "")
        quote.author = _CITED(cite) or speaker(words)
    elif match := re.search(r"[?&#]p=?(\d+)", element.get("cite", "")):
        quote.post_id = match[1]
    quote.text = walker.inside_text(element)
    walker.quote(quote)


def _old_quote(walker: Walker, element: Element) -> None:
    """subsilver2: ``div.quotetitle`` names the author of the ``div.quotecontent`` behind it."""
    before = element.getprevious()
    quote = Quote(walker.inside_text(element))
    if before is not None and before.get("class") == "quotetitle":
        quote.author = speaker(text_of(before))
    walker.quote(quote)


def _link(walker: Walker, element: Element) -> None:
    shown = text_of(element)
    whole = uncut(shown, element.get("href", ""))
    if whole != shown:
        walker.text(whole)
    else:
        walker.descend(element)


def _codebox(walker: Walker, element: Element) -> None:
    pre = next(element.iter("pre"), None)
    if pre is None:
        pre = next(element.iter("code"), None)
    if pre is not None:
        walker.code(pre)


def _edited(walker: Walker, element: Element) -> None:
    """``div.notice``: who edited a post, when, and why."""
    words = text_of(element)
    name = element.find(".//a")
    tail = tidy(name.tail or "") if name is not None else words.partition(" on ")[2]
    when = re.sub(r"^(?:on|am|le|el|il|op|em|dnia|,)\s+", "", _EDIT_TAIL.sub("", tail))
    if re.search(r"\d", when) and walker.body.edited is None:
        walker.body.edited = when


def _box(walker: Walker, element: Element) -> None:
    """``dl.attachbox``: what was attached and is not shown in the text, the newest first as shipped; its heading is the forum's."""
    for entry in element.findall("dd"):
        walker.descend(entry)


def _locked(walker: Walker, element: Element) -> None:
    walker.locked(text_of(element))


_RULES = Rules(
    classes={
        **dict.fromkeys(("smilies", "signature", "quotetitle", "codetitle", "attachtitle", "responsive-hide", "post-buttons"), skip),
        **dict.fromkeys(("file", "thumbnail"), _file),
        "attachbox": _box,
        "attachcontent": _old_file,
        "quotecontent": _old_quote,
        "codebox": _codebox,
        "codecontent": Walker.code,
        "notice": _edited,
        "gensmall": _edited,
        "rules": _locked,
        "postlink": _link,
    },
    tags={"img": _img, "blockquote": _quote, "cite": skip, "table": _table},
)

ENGINE = Phpbb()
