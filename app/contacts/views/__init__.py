"""Contacts as the staff see them: forms, record, who gets into the portal, and whether mail reaches them."""

# each adds its pages to the blueprint
from . import access, asked, confirmation, forms, many, pictures, record, sight  # noqa: F401
from .blueprint import bp

__all__ = ["bp"]
