"""What a developer's machine needs and production never loads: an embedded PostgreSQL, `make run`, demo data."""
