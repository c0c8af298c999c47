"""Pages of the portal: the door, the start page, one's own profile."""

from ..blueprint import bp
from . import door, pages

__all__ = ["bp", "door", "pages"]
