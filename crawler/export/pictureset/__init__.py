"""Image–caption sets of a feed: pictures with their words, as JSON Lines, WebDataset shards or Parquet."""
