"""Reads feeds with Polars: posts a board, and pictures by the evidence of their captions.

python examples/read_polars.py var/demo/feed/*/*.jsonl
"""

import sys

import polars as pl

from crawler.export import schemas

made: dict = {}
exec(schemas.polars(), made)  # noqa: S102  (what `scrapy feed --schema polars` prints)

lines = pl.concat([pl.scan_ndjson(path, schema=made["schema"]) for path in sys.argv[1:]])
posts = lines.sort("revision").unique("id", keep="last", maintain_order=True).filter(pl.col("gone").struct.field("reason").is_null())
board = pl.col("board").struct.field("name").alias("board_name")
pl.Config.set_tbl_rows(-1)
print(posts.group_by("site", board).agg(pl.len().alias("posts"), pl.col("created_at").max().alias("last")).sort("posts").collect())

pictures = posts.select("id", "images").explode("images").filter(pl.col("images").is_not_null()).unnest("images", separator=".")
print(pictures.group_by("images.caption_from").agg(pl.len().alias("pictures")).sort("pictures").collect())
