"""Login forms, by their shape: a form with one password field; and what is filled in besides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import md5
from typing import Literal

from lxml.etree import _Element as Element

from crawler.crawl.login import Login
from crawler.page import Page
from crawler.select import text_of
from crawler.urls import absolute

_USER = re.compile(r"user|login|name|email|account|identification", re.IGNORECASE)
_STAY = re.compile(r"remember|cookietime|autologin|cookieuser|cookielength|stay|keep", re.IGNORECASE)
_CAPTCHA = re.compile(r"seccode|captcha|secqaa|vcode|verifycode|g-recaptcha|humanverify", re.IGNORECASE)
_LOGIN = re.compile(r"action=login|[?&/]log[-_]?in\b|/sign[-_]?in\b|mode=login|mod=logging|do=login", re.IGNORECASE)
_WORDS = frozenset(("登录", "登入", "登錄", "log in", "login", "sign in", "anmelden", "connexion", "вход"))
_TYPED = ("text", "email", "search", "tel", "")


Kind = Literal["account", "board"]
"""With a name beside the password, or without."""


@dataclass(slots=True)
class Form:
    """A form that asks for one password."""

    kind: Kind
    action: str
    fields: list[tuple[str, str]]
    """What the page has filled in itself, hidden tokens among it."""
    user: str
    password: str
    captcha: bool
    names: frozenset[str]
    """All fields, filled in or not."""

    def filled(self, login: Login) -> list[tuple[str, str]]:
        """What is sent for an account, as a browser would send it."""
        mine = {self.user: login.user, self.password: login.password.value}
        if "questionid" in self.names and login.question:  # Discuz!
            mine |= {"questionid": login.question, "answer": login.answer.value if login.answer else ""}
        for name in self.names & {"vb_login_md5password", "vb_login_md5password_utf"}:  # vBulletin 3 and 4 fill them by script
            mine[name] = md5(login.password.value.encode(), usedforsecurity=False).hexdigest()
        return [(name, value) for name, value in self.fields if name not in mine] + list(mine.items())

    def with_password(self, password: str) -> list[tuple[str, str]]:
        """What is sent for a board that asks for a password."""
        return [(name, value) for name, value in self.fields if name != self.password] + [(self.password, password)]


def password_form(page: Page, kind: Kind = "account") -> Form | None:
    """The page's first form of a kind with exactly one password field.

    A page may have both: Discuz! shows guests the form of their account above the one that asks for the board's password.
    """
    found = (_form(page, element) for element in page.tree.iter("form"))
    return next((form for form in found if form is not None and form.kind == kind), None)


def login_address(page: Page) -> str | None:
    """Where the page's own link leads that says 'log in'; None without one."""
    links = [(absolute(page.base_url, link.get("href") or ""), text_of(link).lower()) for link in page.tree.iter("a")]
    by_words = [url for url, words in links if words in _WORDS and _LOGIN.search(url)]
    return next(iter(by_words or [url for url, _ in links if _LOGIN.search(url)]), None)


def _form(page: Page, element: Element) -> Form | None:
    inputs = [field for field in element.iter("input", "select", "button", "textarea") if field.get("name")]
    passwords = [field.get("name", "") for field in inputs if _type(field) == "password"]
    if len(passwords) != 1:
        return None
    typed = [field.get("name", "") for field in inputs if field.tag == "input" and _type(field) in _TYPED]
    captcha = any(_CAPTCHA.search(f"{field.get('name')} {field.get('class', '')}") for field in element.iter("input", "div", "iframe"))
    likely = [name for name in typed if _USER.search(name) and not _CAPTCHA.search(name)]
    user = next(iter(likely or [name for name in typed if name != "answer"]), "")
    fields = [pair for field in inputs if (pair := _default(field)) is not None and pair[0] not in (user, passwords[0])]
    submits = [pair for pair in fields if pair[0] in {field.get("name") for field in inputs if _type(field) in ("submit", "image")}]
    fields = [pair for pair in fields if pair not in submits[1:]]
    return Form(
        "account" if user else "board",
        absolute(page.base_url, element.get("action") or page.url) or page.url,
        fields,
        user,
        passwords[0],
        captcha,
        frozenset(field.get("name", "") for field in inputs),
    )


def _type(field: Element) -> str:
    return (field.get("type") or ("submit" if field.tag == "button" else "")).lower()


def _default(field: Element) -> tuple[str, str] | None:
    """What a browser sends of a field that nobody touched; boxes that keep a login are ticked."""
    name = field.get("name", "")
    if field.tag == "select":
        options = list(field.iter("option"))
        chosen = next((option for option in options if option.get("selected") is not None), options[0] if options else None)
        return (name, chosen.get("value", text_of(chosen))) if chosen is not None else None
    if _type(field) in ("checkbox", "radio"):
        ticked = field.get("checked") is not None or (_type(field) == "checkbox" and _STAY.search(name))
        return (name, field.get("value", "on")) if ticked else None
    if field.tag == "textarea":
        return (name, field.text or "")
    return None if _type(field) in ("button", "reset", "file") else (name, field.get("value", ""))


def said(page: Page) -> str:
    """What a page says about a login that it refused, as far as it can be told; at most 200 characters."""
    for element in _messages(page):
        words = " ".join(text_of(element).split())
        if words:
            return words[:200]
    return ""


_MESSAGES = re.compile(r"\b(?:alert_error|error|errors|blockMessage--error|error_content|messagetext|standard_error|alert-danger)\b")


def _messages(page: Page) -> Iterator[Element]:
    for element in page.tree.iter("div", "p", "ul", "td", "span"):
        if _MESSAGES.search(f"{element.get('class', '')} {element.get('id', '')}"):
            yield element
