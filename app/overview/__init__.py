"""Where the staff begin, and the one search over everything."""
