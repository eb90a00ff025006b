"""The option ``login``: who logs in, and where the password is."""

from __future__ import annotations

import json
from dataclasses import dataclass

from crawler.crawl.secrets import Secret, SecretError, from_environment, from_file, named

DEFAULT = "BOARDFEED_PASSWORD"
"""The environment variable that holds the password where the option names none."""
KEYS = ("user", "password_env", "password_file", "question", "answer_env", "answer_file", "url")


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody's account at one site."""

    user: str
    password: Secret
    question: str = ""
    """The number of the security question, where the account has one (Discuz!)."""
    answer: Secret | None = None
    url: str = ""
    """The page of the form, where it is not found by itself."""


def read_login(text: str) -> Login | None:
    """``alice`` (the password is in the environment's :data:`DEFAULT`), or a JSON object with :data:`KEYS`.

    Raises :class:`SecretError`.
    """
    if not text:
        return None
    try:
        given = json.loads(text) if text.startswith("{") else {"user": text}
    except ValueError:
        raise SecretError('login is no JSON object; write login=\'{"user": "alice", "password_env": "NEWS_PASSWORD"}\'') from None
    unknown = sorted(set(given) - set(KEYS))
    if "password" in unknown:
        raise SecretError("a password does not stand in options: login takes password_env (a variable's name) or password_file")
    if unknown or not all(isinstance(value, str) for value in given.values()):
        raise SecretError(f"login has no {unknown[0] if unknown else 'such value'}; there are: {', '.join(KEYS)}")
    if not given.get("user"):
        raise SecretError("login needs a user")
    answer = from_environment(given["answer_env"]) if "answer_env" in given else None
    if "answer_file" in given:
        answer = from_file(given["answer_file"])
    password = from_file(given["password_file"]) if "password_file" in given else from_environment(given.get("password_env", DEFAULT))
    return Login(given["user"], password, given.get("question", ""), answer, given.get("url", ""))


def read_passwords(text: str) -> dict[str, Secret]:
    """``{"board id": "env:NAME"}`` as JSON: the passwords of boards.  Raises :class:`SecretError`."""
    try:
        given = json.loads(text or "{}")
    except ValueError:
        given = None
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise SecretError(
            'passwords is no JSON object; write passwords=\'{"4": "env:BOARD_4"}\' (a board\'s id, and where its password is)'
        )
    return {board: named(reference) for board, reference in given.items()}
