"""Addresses of unknown forum software that name no thread, board or index: forms, searches, members, other orders of a list."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

from crawler.engines.generic.parts import split
from crawler.urls import query

_TRAP = re.compile(
    r"^(?:reply|newreply|newtopic|newthread|posting|print|printable|printview|printthread|search|login|logout|signin|sign-?in|register|signup|members?|users?|u|profiles?|space"
    r"|feeds?|rss|atom|lastpost|unread|goto|findpost|report|edit|revisions?|history|share|embed|help|faq|terms|privacy|about|contact|download|attachments?|calendar|kalender|calendrier|calendario"
    r"|(?:thread|topic|post|question)-(?:create|new|add|edit|reply)[\w-]*)(?:\.\w+)?$",
    re.IGNORECASE,
)
_PERSONS = re.compile(
    r"members?|users?|u|profiles?|people|authors?|usuarios?|mitglieder|mitglied|membres?|miembros?|utenti|utente|uzytkownik|uzivatel"
    r"|korisnik|gebruikers?|medlem|jasen|uye|uyeler|thanh-vien|anggota|pengguna|profil|perfil|space",
    re.IGNORECASE,
)
_WRITTEN = re.compile(
    r"posts?|topics?|threads?|messages?|comments?|repl(?:y|ies)|answers?|activity|content|beiträge|mensajes|mensagens|messaggi"
    r"|posty|wpisy|wiadomosci|prispevky|berichten|reacties|inlagg|innlegg|mesajlar|konular|temas?|bai-viet|pesan",
    re.IGNORECASE,
)
"""What one person wrote, in many threads: ``/users/7/posts``."""
_TRAP_QUERY = frozenset(
    (
        "filter",
        "reply",
        "quote",
        "print",
        "view",
        "action",
        "do",
        "goto",
        "authorid",
        "highlight",
        "share",
        "replyto",
    )
)
_ORDER = re.compile(
    r"sort|order|^(?:fold|toggle|expand|collapse|hide|mark|refresh|set)(?:[-_]|$)|^(?:theme|style|skin|lang|language|font(?:[-_]?size)?)$",
    re.IGNORECASE,
)
"""In the name of what is asked for: another order of a list, or another look of the page."""
_EXPORTS = (".atom", ".rss", ".rdf", ".xml", ".csv", ".pdf", ".ics")
"""Other forms in which software gives the list or the thread that a page shows."""
_ACTIONS = frozenset(("history", "edit", "search", "info", "diff", "login", "register", "profile"))
"""Actions of one script that show no thread."""
_PRINT = re.compile(
    r"printthread|printpage|printable|printview|/print(?:$|[/?.])|[?&;](?:view|mode|action)=print\b|[?&;]print=(?:1|true|yes)",
    re.IGNORECASE,
)


def leads_elsewhere(stems: list[str], asked: Iterable[str]) -> bool:
    """Whether the parts of a path, or the names of what is asked for, are those of such an address."""
    return any(_TRAP.match(stem) for stem in stems[:1] + stems[-1:]) or any(
        name.lower() in _TRAP_QUERY or _ORDER.search(name) for name in asked
    )


def is_export(path: str) -> bool:
    """Whether a path names another form of what a page shows: a feed, a table, a file to print."""
    return path.lower().endswith(_EXPORTS)


def is_trap(url: str) -> bool:
    """Whether an address names a search, a list of members, a form or the like: posts on it are of many threads, or none.

    What is made to be printed is one thread (:func:`is_print`).
    """
    parts = split(url)
    path = [segment for segment in unquote(parts.path).split("/") if segment] if parts else []
    if len(path) > 2 and _WRITTEN.fullmatch(path[-1]) and _PERSONS.fullmatch(path[-3]):
        return True
    done = query(parts.geturl()).get("action", "") if parts else ""
    return done in _ACTIONS or any(_TRAP.match(segment) and not segment.isdecimal() and len(segment) > 1 for segment in path[-1:])


def is_print(url: str) -> bool:
    """Whether an address is that of a thread's view for printers: never followed, but a saved one is a thread."""
    return _PRINT.search(url) is not None
