"""Streams feeds with Hugging Face datasets: nothing is copied, and the types are told, not guessed.

python examples/read_datasets.py var/demo/feed/*/*.jsonl
"""

import sys
from collections import Counter

from datasets import load_dataset

from crawler.export import schemas

made: dict = {}
exec(schemas.huggingface(), made)  # noqa: S102  (what `scrapy feed --schema huggingface` prints)

lines = load_dataset("json", data_files=sys.argv[1:], split="train", streaming=True, features=made["features"])
posts = lines.filter(lambda line: line["gone"] is None)
sites, evidence = Counter(), Counter()
for post in posts:
    sites[post["site"]] += 1
    evidence.update(image["caption_from"] or "none" for image in post["images"])
print(dict(sites))
print(dict(evidence))
