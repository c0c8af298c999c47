"""Tasks as the staff see them: lists, board, forms, record."""

from . import board, checklist, forms, lists, record  # noqa: F401 (each adds its pages to the blueprint)
from .blueprint import bp

__all__ = ["bp"]
