"""Discussion („Gespräch“) on tasks and projects: comments, internal notes, and how far everybody has read."""
