"""Passwords: out of the environment or out of a file that nobody else can read, never out of a command line."""

from __future__ import annotations

import os
import stat
from pathlib import Path


class SecretError(ValueError):
    """A secret that cannot be had; the message says what to do and does not show it."""


class Secret:
    """A password that shows itself only to who asks for :attr:`value`."""

    __slots__ = ("value",)

    def __init__(self, value: str) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "***"


def from_environment(name: str) -> Secret:
    """The value of an environment variable.  Raises :class:`SecretError`."""
    value = os.environ.get(name, "")
    if not value:
        raise SecretError(f"the environment has no {name}; set it to the password, e.g. in the service's EnvironmentFile")
    return Secret(value)


def from_file(name: str) -> Secret:
    """The first line of a file that only its owner can read.  Raises :class:`SecretError`."""
    path = Path(name)
    try:
        if not private(path):
            raise SecretError(f"others can read {path}; chmod 600 {path}")
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SecretError(f"{path}: {getattr(error, 'strerror', None) or error}") from None
    if not lines or not lines[0]:
        raise SecretError(f"{path} is empty; its first line is the password")
    return Secret(lines[0])


def private(path: Path) -> bool:
    """Whether nobody but a file's owner (and root) can read it.  Raises ``OSError``."""
    return not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)


def named(reference: str) -> Secret:
    """A secret as options name it: ``env:NAME`` or ``file:PATH``.  Raises :class:`SecretError`."""
    kind, _, name = reference.partition(":")
    if kind == "env" and name:
        return from_environment(name)
    if kind == "file" and name:
        return from_file(name)
    raise SecretError("a password is named, not written: env:NAME (an environment variable) or file:PATH (a file with mode 600)")
