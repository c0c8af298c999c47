"""A page as the tests see it: a small tree of nodes, what a reader reads, and what must be true of every page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
UNREAD = ("script", "style", "svg", "select", "textarea")
CONTROLS = ("input", "select", "textarea")


class Node:
    """An element with its attributes, children (nodes and strings) and parent.

    `page` holds all elements of the page in their order: those within this one stand there from `begin` to `end`.
    """

    def __init__(self, tag: str, attrs: dict[str, str], parent: Node | None) -> None:
        self.tag, self.attrs, self.parent = tag, attrs, parent
        self.children: list[Node | str] = []
        self.page: list[Node] = parent.page if parent else []
        if parent:
            self.page.append(self)
        self.begin = self.end = len(self.page)

    def __getitem__(self, name: str) -> str:
        return self.attrs.get(name, "")

    def __contains__(self, name: str) -> bool:
        return name in self.attrs

    @property
    def classes(self) -> list[str]:
        return self["class"].split()

    def walk(self) -> list[Node]:
        """Everything within, in the order of the page."""
        return self.page[self.begin : self.end]

    def all(self, *tags: str) -> list[Node]:
        return [node for node in self.walk() if node.tag in tags] if tags else self.walk()

    @cached_property
    def labels(self) -> dict[Node | str, Node]:
        """The first label within for each control, by what it stands in or by the id that it names."""
        found: dict[Node | str, Node] = {}
        for label in self.all("label"):
            for key in (label["for"], *label.all(*CONTROLS)):
                if key:
                    found.setdefault(key, label)
        return found

    def ancestors(self) -> Iterator[Node]:
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def text(self, leave_out: Callable[[Node], bool] = lambda node: False) -> str:
        """The words in it, with single blanks, without scripts, the inside of drawings and what is left out."""
        return " ".join("".join(self._pieces(leave_out)).split())

    def _pieces(self, leave_out: Callable[[Node], bool]) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in UNREAD and child["aria-hidden"] != "true" and not leave_out(child):
                yield from child._pieces(leave_out)
                if child.tag not in ("bdi", "b", "a", "span", "strong", "mark", "time"):
                    yield " "


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.open = Node("", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        node = Node(tag, {name: value or "" for name, value in attrs}, self.open)
        self.open.children.append(node)
        if tag not in VOID:
            self.open = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.children.append(Node(tag, {name: value or "" for name, value in attrs}, self.open))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open.tag == tag, f"</{tag}> closes <{self.open.tag}>"
        self.open.end = len(self.root.page)
        self.open = self.open.parent or self.root

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)


def parse(html: str) -> Node:
    """The tree of a page. Asserts that its elements are closed in order."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert builder.open is builder.root, f"<{builder.open.tag}> is not closed"
    builder.root.end = len(builder.root.page)
    return builder.root


def extra(node: Node) -> bool:
    """Parts of a label that are not its name: hints and the mark of optional fields."""
    return bool({"hint", "opt"} & set(node.classes))


def name_of(node: Node, page: Node) -> str:
    """The accessible name of a control, link or button, as far as our pages use names (WAI-ARIA 1.2, accname)."""
    if node["aria-label"]:
        return node["aria-label"]
    if node["aria-labelledby"]:
        wanted = node["aria-labelledby"].split()
        return " ".join(found.text() for found in page.walk() if found["id"] in wanted)
    if node.tag in CONTROLS:
        label = page.labels.get(node) or page.labels.get(node["id"])
        return label.text(extra) if label else ""
    return node.text()


def check(html: str, headers: dict[str, str]) -> Node:
    """Assert what must be true of every HTML page we send, and return its tree."""
    page, policy = parse(html), headers.get("Content-Security-Policy", "")
    if "sandbox" in policy:
        return _check_frame(page, policy)
    assert html.startswith("<!doctype html>")
    assert "script-src 'self'" in policy
    (root,) = page.all("html")
    assert root["lang"]
    assert root["dir"] in ("ltr", "rtl")
    (title,) = (node for node in page.all("title") if not any(a.tag == "svg" for a in node.ancestors()))
    (h1,) = page.all("h1")
    assert h1.text()
    assert h1.text() == title.text().rsplit(" · ", 1)[0], (h1.text(), title.text())
    ids = [node["id"] for node in page.walk() if node["id"]]
    assert len(ids) == len(set(ids)), f"ids used twice: {sorted({i for i in ids if ids.count(i) > 1})}"
    for node in page.walk():
        _check_node(node, page, set(ids))
    assert not {"{{", "{%"} & set(page.text(_about_wordings).split())
    return page


def _check_frame(page: Node, policy: str) -> Node:
    """A mail in a frame of a page: a document that is not ours, and may do nothing."""
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert not page.all("script")
    assert not any(name.startswith("on") for node in page.walk() for name in node.attrs)
    return page


def _about_wordings(node: Node) -> bool:
    """Where placeholders are spoken of."""
    return node.tag == "code" or "wording" in node.classes


def _check_node(node: Node, page: Node, ids: set[str]) -> None:
    assert "style" not in node, f"style= on <{node.tag}>"
    assert not any(name.startswith("on") for name in node.attrs), f"on…= on <{node.tag}>"
    for reference in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "popovertarget"):
        missing = set(node[reference].split()) - ids
        assert not missing, f"{reference} of <{node.tag}> names no element: {missing}"
    if node.tag == "script":
        assert node["src"], "a script in the page"
    if node.tag == "img":
        assert "alt" in node
    named = node.tag in ("a", "button", "summary") or (
        node.tag in CONTROLS and node["type"] not in ("hidden", "submit", "button")
    )
    if named:
        assert name_of(node, page), f"<{node.tag} {node.attrs}> has no name"
    if node.tag == "form" and node["method"].lower() == "post":
        assert any(field["name"] == "csrf_token" and field["value"] for field in node.all("input")), (
            "form without token"
        )
