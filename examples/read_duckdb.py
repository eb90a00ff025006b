"""Reads feeds with DuckDB: the newest revision of each post, and pictures by the evidence of their captions.

python examples/read_duckdb.py var/demo/feed/*/*.jsonl
"""

import sys

import duckdb

from crawler.export.schemas import duckdb_columns

feed = duckdb.read_json(sys.argv[1:], format="newline_delimited", columns=duckdb_columns())
newest = duckdb.sql("SELECT * FROM feed QUALIFY row_number() OVER (PARTITION BY id ORDER BY revision DESC) = 1")
posts = duckdb.sql("SELECT * FROM newest WHERE gone IS NULL")
print(
    duckdb.sql("SELECT site, board.name AS board, count(*) AS posts, max(created_at) AS last FROM posts GROUP BY ALL ORDER BY posts DESC")
)
print(
    duckdb.sql(
        "SELECT coalesce(image.caption_from, 'none') AS evidence, count(*) AS pictures, any_value(image.caption) AS example "
        "FROM (SELECT unnest(images) AS image FROM posts) GROUP BY ALL ORDER BY pictures DESC"
    )
)
