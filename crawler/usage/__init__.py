"""Wrong usage, judged before anything is fetched: one sentence and status 2."""
