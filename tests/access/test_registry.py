"""The registry of sections."""

from app.access import Occasion, Section, sections
from app.access.registry import Sections


def test_product_has_no_section_yet():
    assert list(sections) == []
    assert sections.with_permission() == []


def test_sections_keep_the_order_of_the_menu():
    registry = Sections()
    first = registry.add(Section("a", "A", "a.index", "a", occasions=(Occasion("a.new", "Neu"),)))
    second = registry.add(Section("b", "B", "b.index", "b", permission=False))
    assert list(registry) == [first, second]
    assert registry.with_permission() == [first]
    assert registry.of_occasion("a.new") is first
    assert registry.of_occasion("b.new") is None
    registry.add(Section("a", "Neu", "a.index", "a"))
    assert [section.label for section in registry] == ["Neu", "B"]
    registry.remove("a")
    registry.remove("a")
    assert [section.key for section in registry] == ["b"]
    assert len(registry) == 1
