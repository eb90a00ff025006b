"""Reads a feed with DuckDB: the newest revision of each post, and pictures by the evidence of their captions.

python examples/read_duckdb.py var/demo/posts.jsonl
"""

import sys

import duckdb

feed = duckdb.read_json(sys.argv[1], format="newline_delimited")
posts = duckdb.sql("SELECT * FROM feed QUALIFY row_number() OVER (PARTITION BY id ORDER BY revision DESC) = 1")
print(duckdb.sql("SELECT board.name AS board, count(*) AS posts, max(created_at) AS last FROM posts GROUP BY ALL ORDER BY posts DESC"))
print(
    duckdb.sql(
        "SELECT coalesce(image.caption_from, 'none') AS evidence, count(*) AS pictures, any_value(image.caption) AS example "
        "FROM (SELECT unnest(images) AS image FROM posts) GROUP BY ALL ORDER BY pictures DESC"
    )
)
