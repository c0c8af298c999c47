"""The member list: how staff set it up, how the public sees it, and the pictures of customers."""

from . import pictures, public, settings  # noqa: F401 (each adds its pages to the blueprint)
from .blueprint import bp

__all__ = ["bp"]
