"""How ``-O out.jsonl`` writes posts."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from scrapy.exporters import BaseItemExporter

from crawler.items import Post, encode


class LinesExporter(BaseItemExporter):
    """JSON Lines, one post a line, exactly as ``DATA_FORMAT.md`` has it."""

    def __init__(self, file: BytesIO, **kwargs: Any) -> None:
        super().__init__(dont_fail=True, **kwargs)
        self.file = file

    def export_item(self, item: Post) -> None:
        self.file.write(encode(item) + b"\n")
