"""The registry of sections."""

from app.access import Occasion, Section, sections
from app.access.registry import Sections


def test_product_has_what_its_table_names(app):
    assert [section.key for section in sections] == ["projects", "files", "members", "newsletter"]
    assert [section.key for section in sections.with_permission()] == ["projects", "files"]
    places = [(place.label, place.endpoint) for section in sections for place in section.places]
    assert places == [
        ("Projekte", "portal_projects.index"),
        ("Aufgaben", "portal_tasks.index"),
        ("Dateien", "portal_files.index"),
        ("Mitgliederliste", "portal_members.index"),
        ("Newsletter", "portal_newsletter.index"),
    ]
    assert all(endpoint in app.view_functions for _label, endpoint in places)
    assert sections.of_occasion("comment_new").key == "projects"
    assert sections.of_occasion("file_new").key == "files"


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


def test_sections_keep_the_order_they_ask_for():
    registry = Sections()
    for key, order in (("last", 100), ("first", 10), ("also last", 100)):
        registry.add(Section(key, key, f"{key}.index", "x", order=order))
    assert [section.key for section in registry] == ["first", "last", "also last"]
