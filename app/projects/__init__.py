"""Projects: what an agency does for a customer over some time."""
