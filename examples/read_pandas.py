"""Reads feeds with pandas: posts a board, and every picture with its words.

python examples/read_pandas.py var/demo/feed/*/*.jsonl
"""

import sys

import pandas as pd

feeds = [pd.read_json(path, lines=True, dtype={"post_id": str}, convert_dates=False) for path in sys.argv[1:]]
posts = pd.concat(feeds, ignore_index=True).reindex(columns=dict.fromkeys([*(name for feed in feeds for name in feed), "gone"]))
posts = posts.sort_values("revision", kind="stable").drop_duplicates("id", keep="last")
posts = posts[posts["gone"].isna()]
posts["board_name"] = posts["board"].str["name"]
boards = posts.groupby(["site", "board_name"], dropna=False).agg(posts=("id", "size"), last=("created_at", "max"))
print(boards.sort_values("posts", ascending=False))

images = posts.explode("images").dropna(subset="images")
pictures = pd.json_normalize(images["images"].tolist()).assign(post=images["id"].tolist())
print(pictures.loc[pictures["caption"].notna(), ["post", "caption", "credit", "caption_from"]].head(10).to_string(index=False))
