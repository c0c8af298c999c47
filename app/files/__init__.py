"""Files on customers, projects, tasks and comments."""
