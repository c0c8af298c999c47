"""Contacts as the staff see them: forms, record, and who gets into the portal."""

from . import access, forms, record  # noqa: F401 (each adds its pages to the blueprint)
from .blueprint import bp

__all__ = ["bp"]
