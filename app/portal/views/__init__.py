"""Pages of the portal: the door, the start page, one's own profile and the sections; and pages behind links."""

from ..blueprint import bp
from . import discussion, door, entry, files, links, members, newsletter, notifications, pages, projects, tasks

blueprints = (bp, projects.bp, tasks.bp, files.bp, discussion.bp, members.bp, newsletter.bp, links.bp)

__all__ = [
    "blueprints", "bp", "discussion", "door", "entry", "files", "links", "members", "newsletter", "notifications",
    "pages", "projects", "tasks",
]  # fmt: skip
