"""Many files of pages: what is read, by whom, where the posts go, and how a run that was stopped goes on."""
