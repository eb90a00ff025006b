"""Whether settings can be used: Scrapy itself says nothing of a name that it does not know, and ends with a traceback on a wrong type."""

from __future__ import annotations

import json
import logging
from difflib import get_close_matches
from importlib.util import find_spec
from math import isfinite
from pathlib import Path

from scrapy.settings import BaseSettings, default_settings

from crawler import settings as ours
from crawler.crawl.extras import missing
from crawler.usage import components

_KNOWN = {name: value for module in (default_settings, ours) for name, value in vars(module).items() if name.isupper()}
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
_MAY_BREAK = ("DELAY", "TIMEOUT", "SECONDS", "DAYS", "PATIENCE", "JITTER", "INTERVAL", "RETRY_AFTER_MAX")
"""Endings of the names of seconds and the like: numbers with a fraction."""
_NOT_NOTHING = ("CONCURRENT_", "LEASE_SECONDS", "FEED_FILE_BYTES", "DOWNLOAD_TIMEOUT")
"""Beginnings of the names of numbers that are more than 0."""


class SettingError(ValueError):
    """A setting that cannot be used; the message says what to do."""


def check(settings: BaseSettings) -> None:
    """Judges what differs from the defaults, and makes words for yes and no booleans.  Raises :class:`SettingError`."""
    for name in list(settings):
        value = settings[name]
        if name not in _KNOWN:
            _unknown(name)
        elif isinstance(value, str) and value != _KNOWN[name]:
            _typed(settings, name, value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            _in_range(name, value)
    for sentence in components.wrong(settings, _KNOWN):
        raise SettingError(sentence)
    _log(settings)
    _store(str(settings["STORE_URL"] or ""))
    if str(settings["FEED_FILE_ZSTD"]) in ("True", "1") and find_spec("zstandard") is None:
        raise SettingError(missing("FEED_FILE_ZSTD", "zstd"))


def check_given(pairs: list[str]) -> None:
    """Judges settings as ``-s`` has them, before Scrapy reads them.  Raises :class:`SettingError`."""
    for pair in pairs:
        name, there, value = pair.partition("=")
        if not there or not name:
            raise SettingError(f"-s {pair[:40]} sets nothing; write -s NAME=VALUE")
        if isinstance(_KNOWN.get(name), dict):
            _json(name, value)


def _json(name: str, value: str) -> None:
    try:
        usable = isinstance(json.loads(value), dict)
    except ValueError:
        usable = False
    if not usable:
        raise SettingError(f"{name}={value[:40]!r} is no JSON object; write {name}='{{\"name\": 100}}'")


def _unknown(name: str) -> None:
    """A name that nobody knows is another program's, unless it looks like one of ours."""
    if near := get_close_matches(name.upper(), _KNOWN, n=1, cutoff=0.85):
        raise SettingError(f"there is no setting {name}; did you mean {near[0]}?")


def _typed(settings: BaseSettings, name: str, value: str) -> None:
    default = _KNOWN[name]
    if isinstance(default, bool):
        if value.lower() not in _YES + _NO:
            raise SettingError(f"{name}={value[:40]!r} is neither yes nor no; give {name}=1 or {name}=0")
        settings.set(name, value.lower() in _YES, priority=settings.getpriority(name) or 0)
    elif isinstance(default, int | float):
        try:
            number = float(value) if isinstance(default, float) or name.endswith(_MAY_BREAK) else int(value)
        except ValueError:
            kind = "number" if isinstance(default, float) or name.endswith(_MAY_BREAK) else "whole number"
            raise SettingError(f"{name}={value[:40]!r} is no {kind}; the default is {default}") from None
        _in_range(name, number)
    elif isinstance(default, dict):
        _json(name, value)


def _in_range(name: str, number: float) -> None:
    least = 1 if name.startswith("CONCURRENT_") else 0
    too_small = (number <= 0 if name.startswith(_NOT_NOTHING) else number < 0) and "PRIORITY" not in name
    if not isfinite(number) or too_small:
        raise SettingError(
            f"{name}={number:g} cannot be used; give {'more than 0' if name.startswith(_NOT_NOTHING) else f'{least} or more'}"
        )


def _log(settings: BaseSettings) -> None:
    level, file = settings["LOG_LEVEL"], settings["LOG_FILE"]
    if not isinstance(level, int) and str(level).upper() not in logging.getLevelNamesMapping():
        raise SettingError(f"LOG_LEVEL={str(level)[:40]!r} is no level; there are DEBUG, INFO, WARNING, ERROR and CRITICAL")
    if not isinstance(level, int):
        settings.set("LOG_LEVEL", str(level).upper(), priority=settings.getpriority("LOG_LEVEL") or 0)
    try:
        logging.Formatter(settings["LOG_FORMAT"])
    except ValueError:
        raise SettingError("LOG_FORMAT is no format of Python's logging; write one like '%(levelname)s: %(message)s'") from None
    if file and not Path(str(file)).absolute().parent.is_dir():
        raise SettingError(f"the log file's folder {Path(str(file)).absolute().parent} does not exist")
    try:
        if file:
            Path(str(file)).open("a").close()
    except OSError as error:
        raise SettingError(f"the log file {file} cannot be written: {error.strerror}") from None


def _store(url: str) -> None:
    """Judged without its text in the message: it may hold a password."""
    driver, there, _ = url.partition("://")
    if url and (not there or driver not in ("sqlite", "postgresql+psycopg")):
        raise SettingError("STORE_URL is no address that can be used; write postgresql+psycopg://user@host/name")
    if driver == "postgresql+psycopg" and find_spec("psycopg") is None:
        raise SettingError(missing("STORE_URL", "postgres"))
