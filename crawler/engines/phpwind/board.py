"""phpwind boards, categories, the index, and pages that only say why there is nothing."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.dates import parse
from crawler.engines.phpwind.addresses import target
from crawler.engines.phpwind.parts import breadcrumb, pager, user
from crawler.forum import CHINA, BoardPage, BoardRow, Notice, Reason, ThreadRow
from crawler.markup.part import Part
from crawler.page import Page
from crawler.select import text_of
from crawler.text import number, tidy
from crawler.urls import absolute

_NO_YEAR = re.compile(r"\d{1,2}-\d{1,2}\b")
_REASONS: tuple[tuple[Reason, re.Pattern[str]], ...] = (
    ("missing", re.compile("不存在|删除|错误的版块")),
    ("password", re.compile("密码")),
    ("permission", re.compile("权限|审核|无权|加密|认证|禁止")),
    ("login", re.compile("登录|登陆|注册会员|游客")),
)


def read_board(page: Page) -> BoardPage | Notice:
    """A board, a category or the index; else why there is nothing.  All of them come with status 200."""
    whole = Part(page.tree)
    if words := _said(whole):
        reasons = (reason for reason, pattern in _REASONS if pattern.search(words))
        return Notice(next(reasons, "permission"), words[:200])
    rows = [row for element in page.tree.iter("tr") if (row := _row(page, element))]
    boards = _boards(page, whole)
    if rows or boards or b"J_posts_list" in page.body or b'id="threadlist"' in page.body:
        current, pages, next_url = pager(page, whole.all("pages"))
        crumbs = [link for box in (*whole.all("bread_crumb"), *whole.by_id("breadCrumb", "breadcrumbs")) for link in box.iter("a")]
        return BoardPage(breadcrumb(page, crumbs), boards, rows, current, pages, next_url)
    asked = [form.get("action", "") for form in page.tree.iter("form")]
    if any("pass" in action for action in asked) and page.tree.find(".//input[@type='password']") is not None:
        return Notice("password")
    login = any("c=login" in action or "login.php" in action for action in asked)
    reason: Reason = "missing" if page.status == 404 else "login" if login else "empty"
    return Notice(reason, page.title)


def _said(whole: Part) -> str:
    """What the forum says in place of a page."""
    if (box := next(whole.by_id("J_html_error"), None)) is not None:
        return text_of(box)
    return next((words for box in whole.all("regIgnore") for line in box.iter("li", "p") if (words := text_of(line))), "")


def _row(page: Page, row: Element) -> ThreadRow | None:
    links = list(row.iter("a"))
    for link in links:
        if "st" in (link.get("class") or "").split() or link.get("id", "").startswith("a_ajax_") or link.get("name") == "readlink":
            url, title = absolute(page.base_url, link.get("href", "")), tidy(link.get("title") or "") or text_of(link)
            at = target(url)
            if at and at.kind == "thread" and at.page == 1 and title:
                break
    else:
        return None
    found = ThreadRow(
        at.id, url, title, sticky=any("headtopic" in f"{mark.get('class')} {mark.get('src')}" for mark in row.iter("a", "span", "i", "img"))
    )
    cells = [(cell, (cell.get("class") or "").split()) for cell in row.iter("p", "td")]
    numbers = next((re.findall(r"\d+", text_of(cell)) for cell, words in cells if "num" in words or "f10" in words), [])
    found.replies, found.views = (number(numbers[0]), number(numbers[1])) if len(numbers) > 1 else (None, None)
    holders = {word: cell for cell, words in cells[::-1] for word in words if cell.tag == "p" or word != "info"}
    for holder in [holders[word] for word in ("info", "author", "y-style") if word in holders][:1]:
        link = next((link for link in holder.iter("a") if text_of(link)), holder)
        found.author = user(holder)
        found.created_at = parse(text_of(link.getnext()), page.calendar, CHINA).iso
    last = next((link for link in links if re.search("page[=-]e", link.get("href", ""))), None)
    shown = (last.get("title") or text_of(last)) if last is not None else ""
    # 9 leaves the year out even when it is not this one: '01-06 11:20' names no day.
    found.last_post_at = None if _NO_YEAR.match(shown) else parse(shown, page.calendar, CHINA).iso
    return found


def _boards(page: Page, whole: Part) -> list[BoardRow]:
    rows: dict[str, BoardRow] = {}
    heads = [*page.tree.iter("h3"), *whole.all("cname", "fname"), *(head for cell in page.tree.iter("th") for head in cell.iter("h2"))]
    for link in (link for head in heads for link in head.iter("a")):
        url, name = absolute(page.base_url, link.get("href", "")), text_of(link)
        at = target(url)
        if at and at.kind == "board" and at.page == 1 and name:
            rows.setdefault(at.id, BoardRow(at.id, url, name))
    return list(rows.values())
