"""Pages of the portal: the door, the start page, one's own profile and the sections; and pages behind links."""

from ..blueprint import bp
from . import (
    address,
    colleagues,
    devices,
    discussion,
    door,
    entry,
    factor,
    files,
    links,
    members,
    newsletter,
    notifications,
    own_password,
    pages,
    picture,
    projects,
    tasks,
)

blueprints = (bp, projects.bp, tasks.bp, files.bp, discussion.bp, members.bp, newsletter.bp, links.bp)

__all__ = [
    "address", "blueprints", "bp", "colleagues", "devices", "discussion", "door", "entry", "factor", "files", "links",
    "members", "newsletter", "notifications", "own_password", "pages", "picture", "projects", "tasks",
]  # fmt: skip
