"""A page for people who would rather look than read: one ``index.html`` that needs no server, no network and no other file but pictures.

Its own style and script stand in the page and are allowed by their hashes; whatever a forum said comes as data and is shown as text.
"""

from __future__ import annotations

import json
import os
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from crawler.export.gallery.thumbnails import made
from crawler.export.pictureset.pairs import Pair
from crawler.export.target import whole

SHOWN = (
    "caption",
    "credit",
    "caption_from",
    "caption_shared_by",
    "alt",
    "licence",
    "thread_title",
    "board",
    "floor",
    "author",
    "width",
    "height",
)


def write_gallery(pairs: Iterable[Pair], target: Path, pictures: Path) -> int:
    """Writes ``target/index.html`` and its thumbnails, which are made once; the originals are shown from where they are."""
    thumbnails = target / "thumbs"
    thumbnails.mkdir(parents=True, exist_ok=True)
    way = quote(Path(os.path.relpath(pictures, target)).as_posix())
    shown = [_shown(pair, way, thumb) for pair, thumb in made(pairs, pictures, thumbnails)]
    sites = sorted({str(entry.pop("site")) for entry in shown})
    with whole(target / "index.html") as temporary:
        temporary.write_text(_page(", ".join(sites[:3]) + (" …" if len(sites) > 3 else ""), shown), encoding="utf-8")
    return len(shown)


def _shown(pair: Pair, way: str, thumb: str) -> dict[str, Any]:
    known = {name: value for name in SHOWN if (value := getattr(pair, name)) is not None}
    return known | {
        "file": f"{way}/{pair.file}",
        "thumb": f"thumbs/{thumb}",
        "post": pair.post_url if pair.post_url.startswith(("http://", "https://")) else None,
        "date": (pair.created_at or "")[:10],
        "site": pair.post_id.rsplit("/", 2)[0],
    }


def _page(title: str, shown: list[dict[str, Any]]) -> str:
    here = files(__name__)
    page, style, script = (here.joinpath(name).read_text(encoding="utf-8") for name in ("page.html", "gallery.css", "gallery.js"))
    data = json.dumps(shown, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    parts = {
        "title": escape(title),
        "style-hash": _hash(style),
        "script-hash": _hash(script),
        "style": style,
        "script": script,
        "data": data,
    }
    for name, text in parts.items():  # the data last: nothing in it is a place to fill
        page = page.replace("{{" + name + "}}", text)
    return page


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()
