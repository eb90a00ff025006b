"""Discuz! 7.2 and X2–X3.5: desktop, robot and touch views, rewritten or not, stock or restyled.

Posts are found by what every skin keeps, the numbered ids (``post_PID``, ``pidPID``, ``postmessage_PID``, ``authorpostonPID``).  Rules
name the version that showed them where it matters; 'X' is X2–X3.5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

from crawler.blocks import Block, Rules, Walker, skip
from crawler.dates import NEVER, When, parse
from crawler.forum import CHINA, BoardPage, BoardRow, Draft, Engine, Notice, Place, Reading, Reason, ThreadPage, ThreadRow, draft
from crawler.items import Attachment, Author, Board, Comment, Quote, Thread
from crawler.page import Page
from crawler.pictures import is_filename, picture
from crawler.select import Select, Strings, Value, text_of
from crawler.text import number, size, tidy
from crawler.urls import absolute, query

FLOORS = {"楼主": 1, "沙发": 2, "板凳": 3, "地板": 4}
"""The names X prints for the first floors (a site option; X3.4 as installed prints 1#, 2# …)."""

# Selectors ----------------------------------------------------------------------------------------------------------------------------

_POSTS = Select("//*[starts-with(@id,'post_')][number(substring-after(@id,'post_'))>0]")
_TOUCH_POSTS = Select("//div[starts-with(@id,'pid')][contains(@class,'plc')]")
_BARE_POSTS = Select("//table[starts-with(@id,'pid')] | //*[starts-with(@id,'postmessage_')]")
_BODY = Select(".//*[starts-with(@id,'postmessage_')]")
_TOUCH_BODY = Select(".//div[@class='message']")
_LOCKED = Select(".//*[@class='pcb' or contains(@class,'postmessage') or @class='message']/div[@class='locked']")
_AUTHOR = Select(
    ".//div[starts-with(@id,'favatar')]//div[@class='authi'] | .//td[contains(@class,'postauthor')]/div[@class='postinfo']"
    " | .//ul[@class='authi']/li[contains(@class,'mtit')]/span[@class='z']"
)
_NAMELESS = Select(".//div[starts-with(@id,'favatar')]/div[@class='pi']")
_USER_LINKS = Select(".//a[contains(@href,'uid=') or contains(@href,'space-uid-')]")
_TIME = Select(".//*[starts-with(@id,'authorposton')]")
_TOUCH_TIME = Select(".//li[contains(@class,'mtime')]")
_FLOOR = Select(".//a[starts-with(@id,'postnum')]")
_TOUCH_FLOOR = Select(".//li[contains(@class,'mtit')]/span[@class='y'] | .//ul[@class='authi']/li/em")
_EXTRAS = Select(
    ".//div[@class='pattl' or @class='postattachlist'] | .//*[@class='pcb']//div[starts-with(@class,'act ')]"
    " | .//form[@id='poll'] | .//div[@class='typeoption'] | .//div[contains(@class,'attach_nopermission')]"
    " | .//ul[@class='img_one' or @class='img_list'] | .//ul[@class='post_attlist'] | .//td/div[@class='point']"
)
_COMMENTS = Select(".//div[starts-with(@id,'comment_')]//div[starts-with(@class,'pstl') or starts-with(@id,'commentdetail_')]")
_TITLE = Select("//*[@id='thread_subject'] | //*[@id='threadtitle']//h1 | //div[@class='view_tit']")
_TYPE = Select("//*[@id='thread_subject']/preceding-sibling::a | //*[@id='threadtitle']//h1/a")
_TAGS = Select("//div[contains(@class,'ptg')]/a | //div[starts-with(@class,'tags')]/a")
_COUNTS = Select("//*[@id='postlist']//div[@class='hm ptn']//span[@class='xi1']")
_CRUMBS = Select("//*[@id='pt']//a | //*[@id='nav']//a | //div[@class='header cl']/h2/a")
_ROWS = Select("//tbody[starts-with(@id,'normalthread_') or starts-with(@id,'stickthread_')]")
_TOUCH_ROWS = Select("//div[starts-with(@class,'threadlist')]//li[starts-with(@class,'list')]")
_ROW_LINKS = Select(".//a[contains(@class,'xst')] | .//span[starts-with(@id,'thread_')]/a | .//th//a")
_BY = Select("./tr/td[@class='by' or @class='author' or @class='lastpost']")
_NUM = Select("./tr/td[@class='num' or @class='nums']")
_BOARDS = Select(
    "//table[contains(@class,'fl_tb')]//h2/a | //table[contains(@class,'fl_tb')]//dt/a | //tbody[starts-with(@id,'forum')]//h2/a"
)
_LINKS = Select("//a[@href]")
_PAGES = Select("//div[@class='pg'] | //div[@class='pages'] | //div[@class='page']")
_NOTICE = Select("//*[@id='messagetext'] | //div[contains(@class,'alert_error') or contains(@class,'alert_info')] | //div[@class='jump_c']")
_PASSWORD = Select("//form[contains(@action,'pwverify')]")
_TIP_TEXT = Select(
    ".//div[contains(@class,'xs0')]/p[not(@class)][not(strong)][not(a)] | .//div[@class='tip_c']/p[not(@class)][not(strong)][not(a)]"
)
_TIP_NAME = Value(".//p/strong")
_LISTED_NAME = Value(".//a[starts-with(@id,'aid')]")
_LISTED_TEXT = Select("./dd/p[contains(@class,'xg2')] | ./dd[not(.//a[starts-with(@id,'aid')])]/p[not(@class)]")

_CANONICAL = Value("//link[@rel='canonical']/@href")
_PASSWORD_WORDS = Value("//form[contains(@action,'pwverify')]/ancestor::div[1]/preceding-sibling::h3")
_TIME_WORDS = Strings("text() | a//text() | span[not(@class)]//text()")
_REMARK = Select(".//*[contains(@class,'psti') or contains(@class,'mtxt')]")
_REMARK_TIME = Select(".//*[contains(@class,'psti')]//span[@class='xg1'] | .//li[@class='mtime']")
_REMARK_AUTHOR = Select(".//*[contains(@class,'xw1')]")
_LOCK_WORDS = Strings(".//text()[not(ancestor::script)][not(ancestor::a[contains(@class,'viewpay')])]")
_TOUCH_NAME = Value(".//span[contains(@class,'link')]")
_TOUCH_WORDS = Value("./div/p[contains(@class,'f_9')]")
_FACT_NAMES = Select(".//dt | .//th")
_FACT_VALUES = Select(".//dd | .//td")

_REWRITTEN = re.compile(r"/(thread|forum)-([\w]+)-(\d+)(?:-\d+)?\.html?")
_SCRIPT = re.compile(r"(?:^|/)(?:forum|index|viewthread|forumdisplay)\.php$|/$")
_TRAPS = frozenset(
    re.findall(
        r"\w+",
        "authorid ordertype filter orderby typeid sortid specialtype digest dateline archiveid action from viewpid inajax do goto aid "
        "showmobile formhash cp",
    )
)
"""Parameters that show the same posts in another order, a part of them, or do something."""
_DROPPED = re.compile(r"[?&](?:extra|sid|mobile|highlight|fromuid|forumdefstyle)=[^&#]*")
_EDITED = re.compile(r"本帖最后由\s*.*?\s*[于於]\s*(.+?)\s*[编編][辑輯]")
_QUOTED = re.compile(
    r"^(?:(?P<name>.+?)\s*[发發]表[于於]\s*(?P<time>[\d/-]+\s*[\d:]*)|原帖由\s*(?P<name2>.+?)\s*[于於]\s*(?P<time2>.+?)\s*[发發]表)\s*(?P<rest>.*)$"
)
_UID = re.compile(r"(?:uid=|space-uid-)(\d+)")
_PID = re.compile(r"[?&]pid=(\d+)|#pid(\d+)")
_REASONS: tuple[tuple[Reason, re.Pattern[str]], ...] = (
    ("missing", re.compile("不存在|被删除|被刪除|已关闭|正在被审核|没有找到|not exist|deleted")),
    ("password", re.compile("密码|密碼")),
    ("permission", re.compile("权限|權限|无权|無權|用户组|用戶組|限制|积分|才能|仅|不允许|不能")),
    ("login", re.compile("登录|登錄|登入|login")),
)


class Discuz(Engine):
    """Discuz! boards and threads."""

    name = "discuz"
    rank = 10

    def detect(self, page: Page) -> bool:
        if page.generator.startswith("discuz"):
            return True
        body = page.body
        return b"discuz_uid" in body or b'id="postmessage_' in body or b'id="threadlisttableid"' in body

    def place(self, url: str) -> Place | None:
        if match := _REWRITTEN.search(url):
            return Place("thread" if match[1] == "thread" else "board", match[2], int(match[3][:9]) or 1)
        path = url.split("?", 1)[0].split("#", 1)[0]
        if not _SCRIPT.search(path):
            return None
        asked = query(url)
        if any(name in _TRAPS and asked[name] not in ("", "all") for name in asked):
            return None
        mod = asked.get("mod") or path.rpartition("/")[2].removesuffix(".php")
        page = number(asked.get("page")) or 1
        if mod == "viewthread" and asked.get("tid", "").isdecimal():
            return Place("thread", asked["tid"], page)
        if mod == "forumdisplay" and asked.get("fid"):
            return Place("board", asked["fid"], page)
        if "gid" in asked:
            return Place("index", "g" + asked["gid"])
        return Place("index", "") if mod in ("", "forum", "index") and "mod" not in asked else None

    def read(self, page: Page) -> Reading:
        containers = list(_containers(page.tree))
        if containers:
            return self._thread(page, containers)
        if words := self._notice(page):
            return words
        threads = self._rows(page)
        boards = self._board_rows(page)
        if threads or boards or self._is_board(page):
            return self._board(page, threads, boards)
        return Notice("empty", text_of(page.tree.find(".//title")))

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, containers: list[tuple[str, Element]]) -> ThreadPage:
        place = self._thread_place(page)
        board = self._breadcrumb(page)
        thread = Thread(id=place.id, url=self._thread_url(page, place.id), title=self._title(page))
        thread.tags = list(dict.fromkeys(tag for a in [*_TYPE(page.tree), *_TAGS(page.tree)] if (tag := text_of(a).strip("[]"))))
        counts = [number(text_of(element)) for element in _COUNTS(page.tree)[:2]]
        thread.views, thread.replies = counts if len(counts) == 2 else (None, None)
        current, pages, next_url = _pager(page)
        posts: list[Draft] = []
        seen: set[str] = set()
        for pid, element in containers:
            if pid not in seen:
                seen.add(pid)
                posts.append(self._post(page, thread, board, pid, element))
        _number_floors(posts, current)
        if posts[0].post.floor == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        whole = None
        if b"show_threadpage(" in page.body and "cp=all" not in page.url:
            whole = absolute(page.base_url, f"forum.php?mod=viewthread&tid={place.id}&page={current}&cp=all")
        return ThreadPage(thread, board, posts, current, pages, next_url, whole)

    def _post(self, page: Page, thread: Thread, board: Board, pid: str, element: Element) -> Draft:
        walker = Walker(_RULES, page.base_url)
        bodies = _BODY(element) or _TOUCH_BODY(element) or ([element] if element.get("id", "").startswith("postmessage_") else [])
        if bodies:
            walker.walk(bodies[0])
            walker.end_line()
        for lock in _LOCKED(element):
            if not bodies or bodies[0] not in lock.iterancestors():
                walker.visit(lock)
        for extra in _EXTRAS(element):
            if not bodies or bodies[0] not in extra.iterancestors():
                walker.visit(extra)
        walker.end_line()
        made = draft(self, page, thread, board, pid, self._permalink(page, thread, pid), walker.body, _when(page, element))
        made.post.author = _author(element)
        made.post.floor = _floor(element)
        made.post.locked = "；".join(dict.fromkeys(walker.body.locked)) or None
        made.post.edited_at = parse(walker.body.edited, page.fetched_at, CHINA).iso
        made.post.comments = [_comment(page, remark) for remark in _COMMENTS(element)][::-1]
        return made

    def _thread_place(self, page: Page) -> Place:
        canonical = _CANONICAL(page.tree)
        links = (a.get("href", "") for a in [*_FLOOR(page.tree), *_CRUMBS(page.tree), *_LINKS(page.tree)])
        for url in (page.url, canonical, *links):
            place = self.place(url)
            if place and place.kind == "thread":
                return place
            if "goto=findpost" in url and (tid := query(url).get("ptid")):
                return Place("thread", tid)
        return Place("thread", "0")

    def _thread_url(self, page: Page, tid: str) -> str:
        canonical = absolute(page.base_url, _CANONICAL(page.tree))
        if self.place(canonical) == Place("thread", tid):
            return canonical
        return absolute(page.base_url, f"{'viewthread.php?' if _is_old(page) else 'forum.php?mod=viewthread&'}tid={tid}")

    def _permalink(self, page: Page, thread: Thread, pid: str) -> str:
        script = "redirect.php?" if _is_old(page) else "forum.php?mod=redirect&"
        return absolute(page.base_url, f"{script}goto=findpost&ptid={thread.id}&pid={pid}")

    def _title(self, page: Page) -> str | None:
        for element in _TITLE(page.tree):
            own = (
                "".join(t for t in element.itertext() if t.strip())
                if element.tag != "h1"
                else "".join([element.text or "", *(c.tail or "" for c in element)])
            )
            if title := tidy(own):
                return title
        return tidy(re.split(r"\s+-\s+", text_of(page.tree.find(".//title")))[0]) or None

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _breadcrumb(self, page: Page) -> Board:
        board = Board()
        for link in _CRUMBS(page.tree):
            place = self.place(absolute(page.base_url, link.get("href", "")))
            name = text_of(link)
            if place is None or not name or place.kind == "thread" or place == Place("index", ""):
                continue
            board.path.append(name)
            if place.kind == "board":
                board.id, board.name = place.id, name
                board.url = absolute(page.base_url, _DROPPED.sub("", link.get("href", "")))
        return board

    def _board(self, page: Page, threads: list[ThreadRow], boards: list[BoardRow]) -> BoardPage:
        board = self._breadcrumb(page)
        current, pages, next_url = _pager(page)
        list_url = None
        if page.tree.find(".//*[@id='waterfall']") is not None and "forumdefstyle" not in page.url:
            list_url = page.url + ("&" if "?" in page.url else "?") + "forumdefstyle=yes"
        return BoardPage(board, boards, threads, current, pages, next_url, list_url)

    def _is_board(self, page: Page) -> bool:
        return b"threadlisttable" in page.body or b'id="threadlist"' in page.body or b'id="waterfall"' in page.body

    def _rows(self, page: Page) -> list[ThreadRow]:
        rows = (self._row(page, row) for row in _ROWS(page.tree) or _TOUCH_ROWS(page.tree))
        return [row for row in rows if row]

    def _row(self, page: Page, row: Element) -> ThreadRow | None:
        for link in _ROW_LINKS(row) if row.tag == "tbody" else row.iter("a"):
            url = absolute(page.base_url, _DROPPED.sub("", link.get("href", "")))
            place, title = self.place(url), tidy(text_of(link.find("em")) or text_of(link)) if row.tag == "li" else text_of(link)
            if place and place.kind == "thread" and title:
                break
        else:
            return None
        found = ThreadRow(place.id, url, title, sticky=row.get("id", row.get("class", "")).startswith(("stick", "list_top")))
        found.moved = bool(row.get("id")) and row.get("id", "").rpartition("_")[2] != place.id
        by, counts = _BY(row), _NUM(row)
        if by:
            found.author = _user(by[0])
            found.created_at = _shown(page, by[0].find("em")).iso
            found.last_post_at = _shown(page, by[-1].find("em")).iso
        if counts:
            shown = re.findall(r"\d+|-", " ".join(counts[0].itertext()))
            found.replies, found.views = (number(shown[0]), number(shown[1])) if len(shown) > 1 else (None, None)
        return found

    def _board_rows(self, page: Page) -> list[BoardRow]:
        links = _BOARDS(page.tree)
        if not links and not self._is_board(page) and (at := self.place(page.url)) and at.kind == "index":
            links = _LINKS(page.tree)
        rows: dict[str, BoardRow] = {}
        for link in links:
            url = absolute(page.base_url, _DROPPED.sub("", link.get("href", "")))
            place, name = self.place(url), text_of(link)
            if place and place.kind == "board" and place.page == 1 and name:
                rows.setdefault(place.id, BoardRow(place.id, url, name))
        return list(rows.values())

    # Notices --------------------------------------------------------------------------------------------------------------------------

    def _notice(self, page: Page) -> Notice | None:
        if _PASSWORD(page.tree):
            return Notice("password", _PASSWORD_WORDS(page.tree))
        boxes = _NOTICE(page.tree)
        if boxes:
            words = tidy(" ".join(text_of(p) for p in boxes[0].iter("p", "h2", "h3")) or text_of(boxes[0]))
            reason = next(
                (reason for reason, pattern in _REASONS if pattern.search(words)), "missing" if page.status == 404 else "permission"
            )
            return Notice(reason, words[:200])
        if page.status >= 500 or b"System Error" in page.body[:3000]:
            return Notice("site_error", text_of(page.tree.find(".//title")))
        return None


# Parts of a post ------------------------------------------------------------------------------------------------------------------------


def _containers(tree: Element) -> Iterator[tuple[str, Element]]:
    """(post id, element) of each post, by the ids that the view or skin kept."""
    found = _POSTS(tree) or _TOUCH_POSTS(tree)
    for element in found or _BARE_POSTS(tree):
        pid = re.sub(r"\D", "", element.get("id", ""))
        if pid and (found or element.tag == "table" or not any(a.get("id", "") == "pid" + pid for a in element.iterancestors("table"))):
            yield pid, element


def _author(post: Element) -> Author | None:
    for place in _AUTHOR(post):
        if user := _user(place):
            return user
    for place in _NAMELESS(post):
        name = tidy(place.text or "") or text_of(place.find(".//a"))
        return Author(name) if name and not name.startswith("匿名") else None
    if post.tag != "div" or "plc" not in post.get("class", ""):
        return next((user for link in _USER_LINKS(post) if (user := _user(link))), None)
    return None


def _user(element: Element) -> Author | None:
    for link in [element] if element.tag == "a" else element.iter("a"):
        name = text_of(link)
        if name:
            uid = _UID.search(link.get("href", ""))
            return Author(name, uid[1] if uid else None)
    name = tidy("".join(element.itertext()))
    return None if not name or name.startswith(("匿名", "-")) or len(name) > 40 else Author(name)


def _when(page: Page, post: Element) -> When:
    places = _TIME(post) or _TOUCH_TIME(post)
    return _shown(page, places[0]) if places else NEVER


def _shown(page: Page, element: Element | None) -> When:
    """A time as printed; the absolute one behind relative words where X gives it in a title."""
    if element is None:
        return NEVER
    title = next((s.get("title") for s in element.iter("span") if s.get("title", "")[:2] in ("19", "20")), None)
    words = tidy(" ".join(_TIME_WORDS(element)))
    raw = re.sub(r"^[发發]表[于於]\s*[:：]?\s*", "", words)
    when = parse(title or raw, page.fetched_at, CHINA)
    return When(when.iso, raw or when.raw, when.precision)


def _floor(post: Element) -> int | None:
    labels = _FLOOR(post) or _TOUCH_FLOOR(post)
    if not labels:
        return None
    text = text_of(labels[0])
    return FLOORS.get(text.rstrip("#")) or number(text.rpartition("来自")[2])


def _number_floors(posts: list[Draft], page: int) -> None:
    """Fills in floors that carry a site's own name, or none (skins drop the first label), where their neighbours leave no choice."""
    floors = [made.post.floor for made in posts]
    if page == 1 and floors[0] is None:
        posts[0].post.floor = floors[0] = 1
    for at, floor in enumerate(floors):
        after = next(((later, n) for later, n in enumerate(floors[at + 1 :], at + 1) if n is not None), None)
        before = floors[at - 1] if at else 0 if page == 1 else None
        if floor is None and before is not None and after is not None and before + 1 == after[1] - (after[0] - at):
            posts[at].post.floor = floors[at] = before + 1


def _comment(page: Page, remark: Element) -> Comment:
    places = _REMARK(remark)
    times = _REMARK_TIME(remark)
    text = ""
    if places:
        walker = Walker(Rules(classes={"xg1": skip}), page.base_url)
        walker.walk(places[0])
        walker.end_line()
        text = "\n".join(line for block in walker.body.blocks for line in block.lines())
    author = next((user for place in _REMARK_AUTHOR(remark) if (user := _user(place))), None)
    return Comment(text, author, _shown(page, times[0]).iso if times else None)


def _pager(page: Page) -> tuple[int, int | None, str | None]:
    """Current page, number of pages, address of the next.  The pager alone decides: past the end Discuz shows a page again."""
    for bar in _PAGES(page.tree):
        current = number(text_of(bar.find("strong"))) or 1
        total = next((number(s.get("title")) for s in bar.iter("span") if s.get("title")), None)
        numbers = [number(text_of(a)) for a in bar.iter("a") if a.get("class") != "nxt"]
        pages = total or max(filter(None, [current, *numbers]))
        forward = next((a for a in bar.iter("a") if a.get("class") in ("nxt", "next") or text_of(a).strip() in ("下一页", "下一頁")), None)
        href = _DROPPED.sub("", forward.get("href", "").replace("&amp;", "&")) if forward is not None and current < pages else ""
        return current, pages, absolute(page.base_url, href) or None
    return 1, 1, None


def _is_old(page: Page) -> bool:
    return page.generator.startswith(("discuz! 6", "discuz! 7")) or "/viewthread.php" in page.url


# Body rules -----------------------------------------------------------------------------------------------------------------------------


def _edited(walker: Walker, element: Element) -> None:
    match = _EDITED.search(text_of(element))
    if match:
        absolute_time = next((s.get("title") for s in element.iter("span") if s.get("title")), None)
        walker.body.edited = absolute_time or match[1]


def _quote(walker: Walker, element: Element) -> None:
    if element.tag == "ul":
        _touch_file(walker, element)
        return
    lines = [line for line in walker.inside_text(element).split("\n") if line and line not in ("引用:", "引用：")]
    pid = next((match[1] or match[2] for a in element.iter("a") if (match := _PID.search(a.get("href", "")))), None)
    quote = Quote("", post_id=pid)
    if lines and (head := _QUOTED.match(lines[0])):
        quote.author, quote.created_raw = head["name"] or head["name2"], (head["time"] or head["time2"]).strip()
        lines[0:1] = [head["rest"]] if head["rest"] else []
    quote.text = "\n".join(lines)
    walker.quote(quote)


def _locked(walker: Walker, element: Element) -> None:
    words = tidy(" ".join(_LOCK_WORDS(element)))
    walker.locked(re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", words).removeprefix("提示:").strip())


def _img(walker: Walker, element: Element) -> None:
    image = picture(element, walker.base_url)
    if image is None:
        return
    description = ""
    aid = element.get("aid") or element.get("id", "").removeprefix("aimg_")
    tip = _tip(element, aid)
    if tip is not None:
        image.filename = tidy(_TIP_NAME(tip)) or image.filename
        description = "\n".join(filter(None, (text_of(p) for p in _TIP_TEXT(tip))))
    if not description and image.alt and aid.isdecimal():
        description = image.alt
    walker.image(image, "" if description == image.filename or is_filename(description) else description)


def _tip(element: Element, aid: str) -> Element | None:
    """The hidden card behind an inline picture; X names it aimg_AID_menu and puts it right after the picture."""
    holder = element.getparent()
    while holder is not None and holder.tag in ("a", "div", "p"):
        if holder.tag == "div" and "guestviewthumb" not in holder.get("class", "") and not holder.get("style", "").startswith("margin: 0"):
            break
        holder = holder.getparent()
    wanted = f"aimg_{aid}_menu"
    return next((tip for tip in holder.iterchildren("div") if tip.get("id") == wanted), None) if holder is not None else None


def _listed(walker: Walker, element: Element) -> None:
    """An entry of the list below a body (``dl.tattl``; 7.2: ``dl.t_attachlist``): a picture or a file."""
    name = tidy(_LISTED_NAME(element))
    descriptions = [words for p in _LISTED_TEXT(element) if (words := text_of(p)) and not size(words) and parse_day(words) is None]
    description = descriptions[0] if descriptions else ""
    shown = [image for img in element.iter("img") if (image := picture(img, walker.base_url))]
    if shown:
        image = shown[0]
        image.filename = name or image.filename
        if not description and image.alt and image.alt != image.filename:
            description = image.alt
        walker.image(image, "" if description == image.filename or is_filename(description) else description)
    elif name:
        link = element.find(".//a[@id]")
        shown_size = size(text_of(element).replace(name, ""))
        walker.attachment(
            Attachment(name, absolute(walker.base_url, link.get("href", "")) if link is not None else None, shown_size, description or None)
        )


def parse_day(words: str) -> str | None:
    """The words themselves when they are only a time (7.2 lists the upload time where X lists the description)."""
    return words if re.fullmatch(r"(?:19|20)\d\d-\d+-\d+(?: \d+:\d+)?(?: ?上传)?", words) else None


def _span(walker: Walker, element: Element) -> None:
    """``span#attach_AID``: a file inside the text, its card right behind it."""
    if not element.get("id", "").startswith("attach_"):
        walker.descend(element)
        return
    link = element.find(".//a")
    if link is None or not text_of(link):
        return
    description = None
    for card in element.itersiblings("div"):
        if card.get("id") == element.get("id", "") + "_menu":
            parts = card.find("./div[@class]")
            words = tidy("".join(br.tail or "" for br in (parts if parts is not None else card).iter("br")))
            description = words or None
    walker.attachment(
        Attachment(text_of(link), absolute(walker.base_url, link.get("href", "")), size(text_of(element.find("em"))), description)
    )


def _touch_file(walker: Walker, element: Element) -> None:
    for entry in element.iter("li"):
        link = entry.find(".//a")
        name = _TOUCH_NAME(entry)
        if link is not None and name:
            words = _TOUCH_WORDS(entry)
            walker.attachment(
                Attachment(
                    name,
                    absolute(walker.base_url, _DROPPED.sub("", link.get("href", ""))),
                    size(text_of(link).replace(name, "")),
                    words or None,
                )
            )


def _media(walker: Walker, element: Element) -> None:
    link = element.find(".//a[@href]")
    url = absolute(walker.base_url, link.get("href", "")) if link is not None else ""
    if url:
        walker.add(Block("media", url=url))


def _code(walker: Walker, element: Element) -> None:
    lines = element.iter("li")
    text = "\n".join(text_of(line).strip("\r\n").replace("\xa0", " ").rstrip() for line in lines) or text_of(element.find("div"))
    if text.strip():
        walker.add(Block("code", text))


def _shown_hidden(walker: Walker, element: Element) -> None:
    """``div.showhide``: what a reply unlocked; its heading is the forum's."""
    for heading in element.findall("h4"):
        heading.text = None
    walker.descend(element)


def _guest_thumb(walker: Walker, element: Element) -> None:
    for img in element.iter("img"):
        _img(walker, img)


def _poll(walker: Walker, element: Element) -> None:
    options = [re.sub(r"^\d+\.\s*", "", text_of(label)) for label in element.iter("label")]
    if any(options):
        walker.add(Block("poll", items=[option for option in options if option]))


def _facts(walker: Walker, element: Element) -> None:
    """Fields of an activity or of classified information: pairs of name and value."""
    names, values = _FACT_NAMES(element), _FACT_VALUES(element)
    pairs = [[text_of(name).rstrip(":："), text_of(value)] for name, value in zip(names, values, strict=False)]
    if rows := [pair for pair in pairs if all(pair)]:
        walker.add(Block("facts", rows=rows))


def _point(walker: Walker, element: Element) -> None:
    """One side of a debate."""
    name = re.sub(r"\s*\(\d+\)$", "", text_of(element.find("strong")))
    walker.add(Block("facts", rows=[[name, text_of(element.find("p"))]]))


_RULES = Rules(
    classes={
        **dict.fromkeys(
            ("tip", "jammer", "attach_popup", "a_pr", "a_pt", "a_pb", "a_p", "a_mu", "modact", "ptg", "psth", "rwdbst", "t_smallfont"), skip
        ),
        **dict.fromkeys(("locked", "attach_nopermission", "attach_tips"), _locked),
        **dict.fromkeys(("act",), _facts),
        **dict.fromkeys(("tattl", "t_attachlist"), _listed),
        "pstatus": _edited,
        "quote": _quote,
        "post_attlist": _touch_file,
        "blockcode": _code,
        "media": _media,
        "guestviewthumb": _guest_thumb,
        "showhide": _shown_hidden,
        "typeoption": _facts,
        "point": _point,
    },
    tags={"img": _img, "span": _span, "form": _poll},
)

ENGINE = Discuz()
