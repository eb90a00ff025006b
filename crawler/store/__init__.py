"""What a job remembers between runs: boards, threads, posts and feed files, in SQLite or PostgreSQL."""
