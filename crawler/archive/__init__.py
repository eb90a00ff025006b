"""Pages kept somewhere else than on their site: corpora of text, saved files, mirrors."""
