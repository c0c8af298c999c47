"""The newsletter: who agreed to get it, and how that is proved."""
