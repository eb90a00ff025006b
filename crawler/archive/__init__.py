"""Pages kept somewhere else than on their site."""
