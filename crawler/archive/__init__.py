"""Pages out of what people keep: corpora of text, saved files."""
