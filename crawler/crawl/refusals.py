"""Logins that a site refused: a job that runs every half hour must not send a wrong password each time, and lock the account."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import scrypt
from pathlib import Path
from secrets import token_bytes

from crawler.crawl.login import Login

NAME = "login-refused.json"


def remember(folder: Path, login: Login) -> None:
    """Notes in a job's folder that these credentials were refused; what is kept tells nobody the password."""
    salt = token_bytes(16)
    noted = {"at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", "user": login.user, "salt": salt.hex(), "digest": _digest(login, salt)}
    (folder / NAME).write_text(json.dumps(noted), encoding="utf-8")


def remembered(folder: Path, login: Login) -> str:
    """Why these very credentials are not sent again; empty where they may be.  Others make the note go."""
    try:
        noted = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if noted["digest"] == _digest(login, bytes.fromhex(noted["salt"])):
            return f"the site refused this user and password on {noted['at']}; change them, or delete {folder / NAME} to try again"
    except FileNotFoundError:
        return ""
    except (OSError, ValueError, KeyError, TypeError):
        pass
    (folder / NAME).unlink(missing_ok=True)
    return ""


def _digest(login: Login, salt: bytes) -> str:
    secret = "\0".join((login.user, login.password.value, login.question, login.answer.value if login.answer else ""))
    return scrypt(secret.encode(), salt=salt, n=1 << 14, r=8, p=1).hex()
