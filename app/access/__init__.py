"""What a contact reaches in the portal: the registry of sections, and the one rule."""

from .registry import Occasion, Place, Section, sections
from .rule import heard_by, listeners, opened_by_groups, reached_by, reaches, sections_of, sections_of_each

__all__ = [
    "Occasion",
    "Place",
    "Section",
    "heard_by",
    "listeners",
    "opened_by_groups",
    "reached_by",
    "reaches",
    "sections",
    "sections_of",
    "sections_of_each",
]
