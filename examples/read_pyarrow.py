"""Reads feeds with PyArrow: one table of several sites, and its pictures by the evidence of their captions.

python examples/read_pyarrow.py var/demo/feed/*/*.jsonl
"""

import sys

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import json

from crawler.export.parquet import schema_of
from crawler.items import Post

options = json.ParseOptions(explicit_schema=schema_of(Post), unexpected_field_behavior="ignore")
lines = pa.concat_tables(json.read_json(path, parse_options=options) for path in sys.argv[1:])
last = lines.group_by("id").aggregate([("revision", "max")])
newest = dict(zip(last["id"].to_pylist(), last["revision_max"].to_pylist(), strict=True))
keep = [newest[key] == revision for key, revision in zip(lines["id"].to_pylist(), lines["revision"].to_pylist(), strict=True)]
posts = lines.filter(pa.array(keep)).filter(pc.field("gone").is_null())
print(posts.group_by("site").aggregate([("id", "count"), ("created_at", "max")]).to_pylist())

images = pc.list_flatten(posts["images"])
print(pc.value_counts(pc.struct_field(images, "caption_from")).to_pylist())
