"""Pages that come before any forum software: browser checks, refusals, bytes that are no text."""

from __future__ import annotations

import re

from crawler.forum import Notice, Reading, Reason
from crawler.page import MAX_BYTES, Page
from crawler.select import Strings

_SMALL = 60_000
"""Bytes; browser checks are small."""
_FEW_LINKS = 10
"""Browser checks hardly link anywhere; a forum page has dozens of links, be it one that speaks of Cloudflare or carries its script."""

_CHALLENGES = (
    *(b"_cf_chl_opt", b"/cdn-cgi/challenge-platform", b"cf-browser-verification", b"Just a moment...", b"Checking your browser"),
    *(b"Making sure you&#39;re not a bot", b"within.website/x/cmd/anubis", b"DDoS-Guard", b"sucuri_cloudproxy", b"aliyun_waf"),
    *(b"acw_sc__v2", b"__jsl_clearance", b"safedog", b"yunsuo_session", b"slide_verify", b"_guard/"),
)
_FORUM = re.compile(
    rb"""messagetext|alert_error|id=["'](?:XF|XenForo)["']|ipsApp|id=["']ipboard_body|id=["']phpbb|smf_theme_url|my_post_key|id=["']pun|vBulletin|gdn\.meta
    |content="Discourse|id="ajaxify-data"|flarum-|misago\.init|"error_type":|"not-authorised"|"permission_denied"|"not_authenticated"
    |\(ERROR:(?:<!--\w+-->)?\d""",
    re.VERBOSE,
)
_COOKIE_SCRIPT = re.compile(rb"document\.cookie\s*=|location(?:\.href)?\s*=|location\.(?:reload|replace|assign)\(", re.IGNORECASE)
_SHOWN = Strings("//body//text()[not(ancestor::script or ancestor::style)]")
_CHALLENGE_WORDS = re.compile("安全验证|访问验证|人机验证|滑动验证|浏览器安全检查|请开启JavaScript|请启用JavaScript|异常流量")

_REASONS: dict[Reason, re.Pattern[str]] = {
    "missing": re.compile(
        r"not (?:be )?found|couldn.t find|does(?: not|n.t) exist|no longer (?:exist|available)|(?:invalid|no) .{1,30} specified"
        r"|(?:been|was) (?:deleted|removed)|不存在|已.?删除|已.?刪除|nicht gefunden|existiert nicht|gelöscht"
        r"|n.existe (?:pas|plus)|introuvable|supprimé"
        r"|no existe|eliminad|não existe|excluíd|non esiste|nie istnieje|usunięt|bestaat niet|finns inte|findes ikke|ei löydy|mevcut değil"
        r"|bulunamadı|không tồn tại|не найден|не существует|удал[её]н|存在しません|見つかりません|존재하지 않|삭제되었|غير موجود",
        re.IGNORECASE,
    ),
    "login": re.compile(
        r"log(?:ged)?.?in\b|sign(?:ed)? in\b|must .{0,20}regist|登录|anmelden|eingeloggt|iniciar sesi|connect(?:é|er)|войти|авторизова",
        re.IGNORECASE,
    ),
    "password": re.compile("password|密码|passwort", re.IGNORECASE),
}
"""What the messages of international software say, the first that fits."""


def reason(words: str, status: int = 200) -> Reason:
    """Why a forum shows a message in place of the page, by the message's words, then by the HTTP status."""
    for why, pattern in _REASONS.items():
        if pattern.search(words):
            return why
    return "missing" if status in (404, 410) else "login" if status == 401 else "site_error" if status >= 500 else "permission"


_EMPTY = re.compile(
    r"\b(?:no|not any|0)\s+(?:\w+\s){0,2}?(?:topics?|threads?|posts?|discussions?|messages?|questions?|replies|conversations?)\b"
    r"|\bno (?:data|items?|records?|entries|content) (?:to (?:display|show)|found|available|yet)\b"
    r"|\b(?:forum|board|category|section) is (?:currently )?empty\b|nothing (?:has been |was )?posted"
    r"|\b(?:board|forum|foro|fórum|bereich|rubrik) (?:ist|est|está|è|jest|is)"
    r" (?:leer|vide|vací[oa]|vazi[oa]|vuot[oa]|puste?|leeg)\b"
    r"|\bkeine (?:\w+ )?(?:themen|beiträge|einträge|diskussionen|antworten)|\b(?:aucune?|pas de) (?:sujet|message|discussion)"
    r"|\bnessun\w* (?:\w+ )?(?:argoment|discussion|messagg)|\bno hay (?:\w+ )?(?:temas|mensajes|discusiones)"
    r"|\b(?:nenhuma?|não há|sem) (?:\w+ )?(?:tópico|mensage|tema)|\bgeen (?:\w+ )?(?:onderwerp|bericht|discussie)"
    r"|нет (?:\w+ )?(?:тем|сообщений)|\bbrak (?:tematów|wątków|postów)|\b(?:inga|ingen) (?:\w+ )?(?:tråd|emne|inlägg|svar|indlæg)"
    r"|\b(?:žádné|zatím (?:žádné|bez)) (?:\w+ )?(?:odpověd|příspěv|témat|reakc)|\bei (?:\w+ )?(?:vastauksia|viestejä)"
    r"|\bnincs(?:enek)? (?:\w+ )?(?:válasz|hozzászólás|téma)"
    r"|(?:немає|ще нема) (?:\w+ )?(?:тем|відповід|повідомлен)|\b(?:aucune?|pas (?:encore )?de) réponse|\b(?:sin|no hay) respuestas"
    r"|\bbrak odpowiedzi|\bhenüz (?:yanıt|cevap)|\bbelum ada|ยังไม่มี|لا (?:توجد )?ردود|нет (?:\w+ )?ответов"
    r"|\bchưa có (?:chủ đề|bài)|暂无|暫無|[没沒]有(?:任何|找到|相关|新)?(?:主[题題]|帖子?|[内內]容|[讨討][论論]|文章|[数數]据)"
    r"|\b(?:тем|ответов|сообщений|комментариев) (?:\w+ )?нет\b|\bnon ci sono (?:\w+ )?(?:argoment|discussion|messagg|rispost)"
    r"|\b(?:n'y a|il n'existe) (?:\w+ ){0,2}(?:sujet|message|discussion|réponse)|\bpas encore de (?:sujet|message|discussion)"
    r"|\bnie ma (?:\w+ )?(?:temat|wątk|post|odpowiedzi)|\b(?:hiç|henüz) (?:\w+ )?(?:konu|mesaj|cevap|yanıt|yorum)"
    r"|\bchưa có (?:trả lời|bình luận|phản hồi)|(?:게시물|답글|답변|등록된 글)이 없|لا توجد (?:مواضيع|مشاركات|تعليقات)|\bainda não há"
    r"|[还還][没沒]有|尚[无無]|(?:トピック|投稿|スレッド|返信|コメント|回答)は?(?:まだ)?ありません|글이 없습니다",
    re.IGNORECASE,
)
"""What software writes where a board's threads would stand."""


_LONGEST_NONE = 60
"""Letters of the line that says that nobody replied yet."""


def says_empty(words: str) -> bool:
    """Whether a message says that a board has no threads yet, not that they are kept from the reader.

    >>> says_empty("There are no threads in this forum."), says_empty("You are not permitted to view topics"), says_empty("暂无主题")
    (True, False, True)
    """
    return _EMPTY.search(words) is not None


def says_none(words: str) -> bool:
    """Whether a line says that there are no posts or replies yet, and nothing else."""
    return len(words) < _LONGEST_NONE and says_empty(words)


def notice(page: Page, words: str) -> Notice:
    """Why a page shows neither posts nor threads, by the message on it, else by its title and status."""
    if words:
        return Notice(reason(words, page.status), words[:200])
    return Notice(reason(page.title, page.status) if page.status >= 400 else "empty", page.title)


def before_the_forum(page: Page) -> Notice | None:
    """Why a page is no forum page at all; None when an engine should look at it."""
    if len(page.body) > MAX_BYTES:
        return Notice("too_large", f"{len(page.body)} bytes")
    if page.damaged:
        return Notice("undecodable", f"not readable as {page.encoding}")
    if page.status in (401, 403, 429) and len(page.body) < _SMALL and not _forum_like(page.body):
        return Notice("challenge" if _is_challenge(page.body) else "refused", f"HTTP {page.status}")
    if (
        len(page.body) < _SMALL
        and _links_little(page.body)
        and (_is_challenge(page.body) or _scripted(page))
        and not _forum_like(page.body)
    ):
        return Notice("challenge", "a browser check instead of the page")
    return None


def by_status(page: Page, reading: Reading) -> Reading:
    """What was read; where that is nothing and no words of the forum's say why, the HTTP status does."""
    if isinstance(reading, Notice) and reading.reason in ("empty", "not_a_forum"):
        if page.status in (404, 410):
            return Notice("missing", f"HTTP {page.status}")
        if page.status >= 500:
            return Notice("site_error", f"HTTP {page.status}")
    return reading


def _links_little(body: bytes) -> bool:
    at = -1
    for _ in range(_FEW_LINKS):
        at = body.find(b"<a ", at + 1)
        if at < 0:
            return True
    return False


def _is_challenge(body: bytes) -> bool:
    return any(sign in body for sign in _CHALLENGES)


def _scripted(page: Page) -> bool:
    """A page that shows nothing and only sets a cookie and comes again, or asks to prove one's humanity."""
    if len(page.body) > 12_000 or b"<script" not in page.body.lower():
        return False
    shown = " ".join("".join(_SHOWN(page.tree)).split())
    return bool(_COOKIE_SCRIPT.search(page.body) and len(shown) < 60) or bool(len(shown) < 300 and _CHALLENGE_WORDS.search(shown))


def _forum_like(body: bytes) -> bool:
    return _FORUM.search(body) is not None
