"""The consumers' contract, written from the record's own definition: ``schema/post.schema.json`` and ``DATA_FORMAT.md``.

``python -m crawler.export.contract`` writes both; a test fails when they say something else than the code.
"""

from __future__ import annotations

import ast
import inspect
import json
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import msgspec

from crawler import items

ROOT = Path(__file__).parents[2]
_ORDER = ("Post", "Board", "Thread", "Author", "Image", "ImageFile", "Quote", "Attachment", "Comment", "Source", "Gone", "BlockRecord")

_LEFT_OUT = ("inferred", "source", "likes", "lacks", "language", "gone", "reply_to")
"""Fields that a line carries only where they say something."""

_HEAD = """\
# The feed: one post a line

UTF-8 JSON Lines, version `{version}`. Every line validates against [`schema/post.schema.json`](schema/post.schema.json).
This page and the schema are generated from `crawler/items.py` (`python -m crawler.export.contract`).

What a consumer may rely on:

- **`id` is the key.** It is stable for ever. A later line with the same `id` has a higher `revision` and replaces the earlier one.
- **`null` means 'the page does not say'.** Nothing is guessed silently; what is uncertain says so
  (`caption_from: "after_unmarked"`, `created_precision`, `confidence`, `inferred`).
- **Times carry the site's offset.** It is the crawl's option `timezone`, or what the site's software or the page names. Where nobody
  names it, it is the best guess (by the page's language, and so that nothing was written after the fetch), one for the whole site, and
  `inferred` holds `timezone`: then the clock is the site's, and the offset may be wrong. A line without `inferred` has nothing of the kind.
- **`text` is what the person wrote**: no quotes, captions, file names, signatures, buttons or notices. `blocks` keeps everything in
  reading order, with pictures, quotes and files by index.
- **A caption is tied by evidence or not at all.** `caption_from` names the evidence, strongest first:

  | evidence | what tied the words to the picture |
  |---|---|
  | `description` | the uploader's own words about the file |
  | `figcaption`, `class` | the markup calls it a caption |
  | `after` | a marked (图为…, 图1：, ▲) or credited (…摄) line right under the picture |
  | `table` | the cell below the picture |
  | `before` | a line that says 下图… or ▼ right above it |
  | `credit` | a photographer's line only: `credit` is set, `caption` is null |
  | `alt` | the alternative text, where it says something of this picture |
  | `after_unmarked` | a short line in a caption's dress; uncertain, so it also stays in `text` |

- **A picture that could not be downloaded says why** in `file_error`; its post and its words are there all the same. `robots`: robots.txt
  forbids it; `private`: the address leads into a private network; `missing`, `refused`, `http`, `network`: the server has it no more, does
  not give it, fails, or does not answer; `empty`, `html`, `unknown_type`, `truncated`: what came is not a whole picture; `too_large`,
  `too_many_pixels`: over the crawl's limits; `storage`: it could not be stored.
- **A post that is not there any more says so** in a last line with `gone`: the same `id`, the next `revision`, what names the post, and
  nothing else. It is said only after a second look: a `deleted` one was missed twice, an hour apart, on the page that should show it; of a
  `thread_deleted` the site said itself, on two days, that the thread is missing; a `moved` one was seen in another thread.
- **`locked` says what a guest cannot read**, in the site's words; a post without a readable body is still a line.
- New fields may be added within a version; a field never changes its meaning.
"""

_READ = """\
## Taking it in, each line exactly once

A job's feed is a folder: `var/NAME/feed/`. Files are whole when they are there and never change. `manifest.jsonl` has a line for each, in
the order in which they were published: `file`, `lines`, `bytes`, `sha256`, `published_at`, `newest`; `pruned_at` where the file was deleted
since (`scrapy job NAME --prune DAYS`: its line stays).

1. Your cursor is the `file` of the last line of the manifest that you have taken in. Keep it with your data, in the same transaction.
2. Take the files behind your cursor, in the manifest's order. A last line without a line end is being written: leave it.
3. Upsert by `id`: a line replaces what you have under its `id` where its `revision` is higher, else ignore it.
   Taking a file in twice does no harm then.
4. A line with `gone` replaces the post by the fact that it is not there: delete it, or keep what you had and mark it. `moved`: it goes on
   under the `id` in `gone.to`. A later revision without `gone` puts it back.

`scrapy feed NAME --since CURSOR` writes the lines behind a cursor (`0`: all of them) and says the next one. In Python, without Scrapy:

```python
from crawler.load import posts, read

for post in read("var/demo", since=cursor):  # every line behind the cursor, as crawler.items.Post
    ...
for post in posts("var/demo"):  # the latest revision of every post that is there
    ...
```

## Loading it

Types are told, not guessed: a column may hold nothing in one site's feed. `scrapy feed --schema arrow|bigquery|duckdb|huggingface|polars`
prints the record for each tool. `examples/` loads the feeds of several sites together, as programs that run: `read_duckdb.py`,
`read_pandas.py`, `read_polars.py`, `read_pyarrow.py`, `read_datasets.py` (Hugging Face, streaming). BigQuery has neither lists of lists
nor lists that are null: in its schema `blocks[].rows` and `images[].caption_group` are of the type JSON, which takes the lines as they are.

```sql
-- DuckDB; the newest revision of each post that is there; columns = what --schema duckdb prints
SELECT * FROM read_json('var/*/feed/*/*.jsonl', format = 'newline_delimited', columns = {...})
QUALIFY row_number() OVER (PARTITION BY id ORDER BY revision DESC) = 1 AND gone IS NULL;
```

The latest revisions in other forms (`--gone`: with the last lines of what has gone; `--pseudonymise`: keyed hashes for names and member
ids, the key is `var/NAME/pseudonyms.key`; `--language`: each post's `language`, where it is sure, by py3langid):

| `scrapy feed NAME …` | gives |
|---|---|
| `--export FILE.parquet` | one Parquet file |
| `--dataset DIR` | a Parquet data set in folders by site and day of the fetch; a table's `rows` are records with `cells`, for BigQuery |
| `--conversations FILE` | one JSON line a thread: its posts in order, each with its `parent` |
| `--mnbvc FILE` | one JSON line a thread in the forum format of the MNBVC corpus |
| `--images FILE`, `--webdataset DIR`, `--parquet FILE` | one line, or one sample, a picture: the file, its caption, the words around it |
| `--gallery DIR` | a page of all pictures with their captions, to look at |

Pictures (of a job with `images = true`) come one by one, each with `file` (its path), `sha256`, `mime`, `bytes`, `width`, `height`;
`caption`, `credit`, `alt` and `caption_shared_by` (how many pictures share the caption); `text_before`, `text_after` (the paragraphs
around it); `licence` (the post's line about rights, null where it says nothing); and where it stands: `post_id` (the line's `id`),
`post_url`, `floor`, `author`, `created_at`, `thread_title`, `board`, `url`. `--min-side N`, `--caption-from KIND,…` and `--dedupe` choose
among them. Shards of `--webdataset` hold each picture beside its record as JSON and its caption as text.

A feed that was written by `-O posts.jsonl` is one file without a manifest; it has no later revisions.
"""


_KEYWORDS = ("$ref", "type", "enum", "pattern", "format", "minimum", "maximum", "items", "anyOf")
"""What the contract says of a value, in this order.  Defaults are left out: every line has every field."""


def schema() -> dict[str, Any]:
    """The JSON Schema of a line, with every field described; the same whatever release of msgspec is at work."""
    found = msgspec.json.schema(items.Post)["$defs"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Boardfeed: {_version()}",
        "$ref": "#/$defs/Post",
        "$defs": {name: _definition(name, found[name]) for name in _ORDER},
    }


def schema_text() -> str:
    """``schema/post.schema.json``."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def _definition(name: str, found: dict[str, Any]) -> dict[str, Any]:
    cls = getattr(items, name)
    described, fields = descriptions(cls), list(cls.__annotations__)
    return {
        "title": name,
        "description": inspect.getdoc(cls),
        "type": "object",
        "properties": {field: _plain(found["properties"][field]) | _description(described.get(field)) for field in fields},
        "required": [field for field in fields if (field in found["required"] if name == "BlockRecord" else field not in _LEFT_OUT)],
    }


def _description(text: str | None) -> dict[str, str]:
    return {"description": text} if text else {}


def _plain(spec: dict[str, Any]) -> dict[str, Any]:
    """A value's schema in one spelling: JSON Schema has several for the same, and msgspec has changed its own before."""
    spec = dict(spec)
    if "const" in spec:
        spec["enum"] = [spec["const"]]
    if isinstance(spec.get("type"), list):
        spec["anyOf"] = [{"type": name} for name in spec.pop("type")]
    if "enum" in spec:
        spec["enum"] = sorted(spec["enum"])
        spec.pop("type", None)
    if "items" in spec:
        spec["items"] = _plain(spec["items"])
    if "anyOf" in spec:
        spec["anyOf"] = sorted(map(_plain, spec["anyOf"]), key=lambda option: option == {"type": "null"})
    return {keyword: spec[keyword] for keyword in _KEYWORDS if keyword in spec}


def descriptions(cls: type) -> dict[str, str]:
    """The docstring under each field of a class."""
    body = cast("ast.ClassDef", ast.parse(inspect.getsource(cls)).body[0]).body
    found = {}
    for field, text in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, ast.Expr):
            found[field.target.id] = " ".join(str(ast.literal_eval(text.value)).split())
    return found


def markdown() -> str:
    """``DATA_FORMAT.md``."""
    definitions = schema()["$defs"]
    parts = [_HEAD.format(version=_version())]
    for name in _ORDER:
        rows = [f"| `{field}` | {_type(spec)} | {spec.get('description', '')} |" for field, spec in definitions[name]["properties"].items()]
        title = "Block" if name == "BlockRecord" else name
        parts.append(
            f"## {title}\n\n{definitions[name]['description']}\n\n| field | type | meaning |\n|---|---|---|\n" + "\n".join(rows) + "\n"
        )
    return "\n".join([*parts, _READ]).replace("``", "`")


def _version() -> str:
    return str(items.Post.__dataclass_fields__["schema"].default)


def _type(spec: dict[str, Any]) -> str:
    if "anyOf" in spec:
        return " or ".join(_type(option) for option in spec["anyOf"])
    if "$ref" in spec:
        return str(spec["$ref"]).rpartition("/")[2].replace("BlockRecord", "Block")
    if spec.get("type") == "array":
        return f"list of {_type(spec['items'])}"
    if "enum" in spec:
        return "one of " + ", ".join(f"`{value}`" for value in spec["enum"])
    return str(spec.get("type", "any"))


def write() -> None:
    """Writes both files into the checkout."""
    (ROOT / "schema").mkdir(exist_ok=True)
    (ROOT / "schema" / "post.schema.json").write_text(schema_text(), encoding="utf-8")
    (ROOT / "DATA_FORMAT.md").write_text(markdown(), encoding="utf-8")


if __name__ == "__main__":
    write()
