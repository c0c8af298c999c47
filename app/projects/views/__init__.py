"""Projects as the staff see them: lists, forms, record, and what the customer sees."""

from . import forms, lists, record, sight  # noqa: F401 (each adds its pages to the blueprint)
from .blueprint import bp

__all__ = ["bp"]
