"""Customers as the staff see them: list, forms, record."""

from . import forms, hours, lists, record  # noqa: F401 (each adds its pages to the blueprint)
from .blueprint import bp

__all__ = ["bp"]
