"""Customers as the staff see them: list, forms, record."""

# each adds its pages to the blueprint
from . import bulk, duplicates, forms, hours, lists, note, record, standing  # noqa: F401
from .blueprint import bp

__all__ = ["bp"]
