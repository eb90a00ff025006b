"""Archives on Spark, by the function that Boardfeed uses itself: spark-submit examples/spark_extract.py OUT NAME…

Each row is a piece of an archive; each becomes the lines of its posts.  `revision` is 1 in all: of a post that several pages show,
``row_number`` over ``id`` by ``fetched_at`` tells the order, and ``content_hash`` what is new.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pandas as pd
from pyspark.sql import SparkSession

from crawler.archive.document import Span
from crawler.batch.inputs import File, Work, inputs, works
from crawler.batch.reading import How, Report, read_work

PIECES = "part string, address string, size long, start long, end long"
POSTS = "part string, line string, failed long"


def pieces(names: list[str]) -> pd.DataFrame:
    """The pieces that archives are read in."""
    found = [work for one in inputs(names) for work in works(one.files)]
    rows = [(work.part, file.address, file.size, work.span.start, work.span.end or -1) for work in found for file in work.files]
    return pd.DataFrame(rows, columns=["part", "address", "size", "start", "end"])


def posts(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """The posts of pieces, as lines; ``failed`` counts, on a row without a line, what could not be read."""
    for batch in batches:
        for row in batch.itertuples():
            report = Report()
            work = Work(row.part, (File(row.address, row.size),), Span(row.start, row.end if row.end > 0 else None))
            for post in read_work(work, How(), report):
                yield pd.DataFrame({"part": [row.part], "line": [post.line.decode()], "failed": [0]})
            if report.failed:
                yield pd.DataFrame({"part": [row.part], "line": [None], "failed": [sum(report.failed.values())]})


def main() -> None:
    """Writes a folder of JSON Lines."""
    spark = SparkSession.builder.appName("boardfeed").getOrCreate()
    rows = spark.createDataFrame(pieces(sys.argv[2:]), PIECES)
    found = rows.repartition(max(1, rows.count())).mapInPandas(posts, POSTS).cache()
    found.where("line is not null").select("line").write.mode("overwrite").text(sys.argv[1])
    print("not readable:", found.agg({"failed": "sum"}).first()[0] or 0)


if __name__ == "__main__":
    main()
