"""Contacts as the staff see them: forms, record, who gets into the portal, and whether mail reaches them."""

from . import access, confirmation, forms, many, pictures, record, sight  # noqa: F401 (each adds its pages to the blueprint)
from .blueprint import bp

__all__ = ["bp"]
