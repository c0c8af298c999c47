"""What the agency sets for itself: the page „Einstellungen“ and the agency's own data."""
