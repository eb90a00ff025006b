"""Reads a feed with pandas: posts a board, and every picture with its words.

python examples/read_pandas.py var/demo/posts.jsonl
"""

import sys

import pandas as pd

posts = pd.read_json(sys.argv[1], lines=True, dtype={"post_id": str})
posts = posts.sort_values("revision").drop_duplicates("id", keep="last")
posts["board_name"] = posts["board"].str["name"]
print(posts.groupby("board_name", dropna=False).agg(posts=("id", "size"), last=("created_at", "max")).sort_values("posts", ascending=False))

images = posts.explode("images").dropna(subset="images")
pictures = pd.json_normalize(images["images"].tolist()).assign(post=images["id"].tolist())
print(pictures.loc[pictures["caption"].notna(), ["post", "caption", "credit", "caption_from"]].head(10).to_string(index=False))
