"""``jobs.toml``: the jobs of a project, by name."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from crawler.crawl.options import SPIDERS
from crawler.text import nearest


class JobsFileError(ValueError):
    """The file or the job in it cannot be used; the message says what to do."""


class Task(NamedTuple):
    """A job as the file has it."""

    spider: str
    arguments: dict[str, str]
    """As ``-a`` takes them."""
    settings: dict[str, Any]
    on_status: str = ""
    """A shell command that is given the report of every run."""


DEFAULTS = "defaults"
"""The table whose values every job has that does not say otherwise."""

_OPTIONS = (
    "since",
    "max_threads",
    "max_pages",
    "engine",
    "cookies",
    "login",
    "passwords",
    "proxy",
    "browser",
    "images",
    "timezone",
    "boilerplate",
    "archive",
)
_FILES = ("password_file", "answer_file")
"""Keys of ``login`` that name files beside this one."""
OF_BOARDS = ("since", "max_pages")
"""What an address may have of its own: ``urls = [{url = "https://…", since = "2026-01-01"}]``."""
KEYS = ("urls", "spider", "settings", "on_status", *_OPTIONS)
"""What may stand below ``[NAME]``."""


def load(path: Path) -> dict[str, Task]:
    """The jobs in a file.  Raises :class:`JobsFileError`."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise JobsFileError(f"there is no {path}; boardfeed init writes one with all options explained") from None
    except UnicodeDecodeError as error:
        raise JobsFileError(f"{path} is no UTF-8 text (byte {error.start})") from None
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise JobsFileError(f"{path}: {getattr(error, 'strerror', None) or error}") from None
    defaults = given.pop(DEFAULTS, {})
    alike: dict[str, str] = {}
    for name in given:
        other = alike.setdefault(name.lower().replace("-", "_"), name)
        if other != name:
            raise JobsFileError(f"{path}: [{other}] and [{name}] differ only in case, - or _; give one of them another name")
    return {name: _task(path, name, _with(defaults, entry)) for name, entry in given.items()}


def _with(defaults: Any, entry: Any) -> Any:
    if not isinstance(defaults, dict) or not isinstance(entry, dict):
        return entry
    settings = {"settings": defaults.get("settings", {}) | entry["settings"]} if isinstance(entry.get("settings"), dict) else {}
    return defaults | entry | settings


def _task(path: Path, name: str, entry: Any) -> Task:
    if not isinstance(entry, dict):
        raise JobsFileError(f"{path}: {name} is no job; write [{name}] and its options below")
    boards = _boards(path, name, entry.get("urls"))
    if unknown := set(entry) - set(KEYS):
        first = min(unknown)
        raise JobsFileError(f"{path}: [{name}] has an unknown option, {first}{nearest(first, KEYS)}")
    if entry.get("spider", "board") not in SPIDERS:
        raise JobsFileError(f"{path}: [{name}] names a spider that is not there, {entry['spider']!r}; there are: {', '.join(SPIDERS)}")
    settings = entry.get("settings", {})
    if not isinstance(settings, dict):
        raise JobsFileError(f"{path}: [{name}.settings] must be a table")
    arguments = {"job": name, "url": ",".join(boards)} | {option: _text(path, entry[option]) for option in _OPTIONS if option in entry}
    if own := {url: options for url, options in boards.items() if options}:
        arguments["boards"] = json.dumps(own)
    if "cookies" in arguments:
        arguments["cookies"] = str(path.parent / arguments["cookies"])
    return Task(str(entry.get("spider", "board")), arguments, settings, str(entry.get("on_status", "")))


def _boards(path: Path, name: str, urls: Any) -> dict[str, dict[str, str]]:
    """The job's addresses, and what each has of its own."""
    found = {}
    for given in urls if isinstance(urls, list) else []:
        entry = {"url": given} if isinstance(given, str) else given
        if not isinstance(entry, dict) or not isinstance(entry.get("url"), str):
            raise JobsFileError(
                f'{path}: [{name}]: in urls stands an address or {{url = "https://…", since = "2026-01-01"}}, not {given!r}'
            )
        own = {option: str(value) for option, value in entry.items() if option != "url"}
        if unknown := sorted(set(own) - set(OF_BOARDS)):
            raise JobsFileError(f"{path}: [{name}]: a board has no option {unknown[0]} of its own; it may have {' and '.join(OF_BOARDS)}")
        found[entry["url"]] = own
    if not found:
        raise JobsFileError(f'{path}: [{name}] needs urls = ["https://…", …]')
    return found


def _text(path: Path, value: Any) -> str:
    """A value as ``-a`` takes it: lists and tables as JSON, their files relative to ``jobs.toml``."""
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict):
        return str(value)
    beside = {key: str(path.parent / str(value[key])) for key in _FILES if key in value}
    return json.dumps(value | beside, ensure_ascii=False)
