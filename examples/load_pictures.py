"""Loads an image–caption set with Hugging Face datasets: ``python examples/load_pictures.py DIR-or-FILE.parquet``.

``boardfeed feed NAME --webdataset DIR --caption-from description,after,table`` writes the one, ``--parquet FILE`` the other.
"""

import json
import sys
from pathlib import Path

from datasets import load_dataset

source = Path(sys.argv[1])
if source.is_dir():
    rows = load_dataset("webdataset", data_files=str(source / "*.tar"), split="train")
    pairs = ((row["jpg"], row["json"]) for row in rows)
else:
    rows = load_dataset("parquet", data_files=str(source), split="train")
    pairs = ((row["image"], row) for row in rows)

for picture, words in pairs:
    print(json.dumps([*picture.size, words["caption"] or None, words["credit"] or None], ensure_ascii=False))
