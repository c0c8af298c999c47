"""Pages of the portal: the door, the start page, one's own profile; projects, tasks and files."""

from ..blueprint import bp
from . import discussion, door, files, notifications, pages, projects, tasks

blueprints = (bp, projects.bp, tasks.bp, files.bp, discussion.bp)

__all__ = ["blueprints", "bp", "discussion", "door", "files", "notifications", "pages", "projects", "tasks"]
