"""Which names a wording may use, and which one is meant by a name that there is not."""

from __future__ import annotations

from .findings import near
from .liquid import Use
from .registry import Mail

OF_EVERYTHING = {"size", "first", "last"}
OF_A_LOOP = {"first", "index", "index0", "last", "length", "name", "rindex", "rindex0", "parentloop"}


class Names:
    """The placeholders of one mail, and what the rows of its lists hold."""

    def __init__(self, mail: Mail):
        self.samples = {place.word: place.sample for place in mail.placeholders}
        self.lists = {word: rows[0].keys() for word, sample in self.samples.items() if (rows := _rows(sample))}
        self.of_rows = {key for keys in self.lists.values() for key in keys}
        self.words = {place.name: place.word for place in mail.placeholders} | {word: word for word in self.samples}

    def knows(self, use: Use) -> bool:
        """Whether there is such a name, with what follows its dots."""
        root, *rest = use.path
        inner = [part for part in rest if isinstance(part, str) and part not in OF_EVERYTHING]
        if use.inner:
            return set(inner) <= (OF_A_LOOP if root == "forloop" else self.of_rows)
        if root not in self.samples:
            return False
        return not inner or set(inner) <= set(self.lists.get(root, ()))

    def written(self, use: Use) -> str:
        """The name as somebody wrote it."""
        return "".join(f".{part}" if index else str(part) for index, part in enumerate(use.path) if _plain(part))

    def suggestion(self, use: Use) -> str | None:
        """The name that may be meant."""
        root, *rest = (str(part) for part in use.path if _plain(part))
        if use.inner or (root in self.lists and rest):
            known = OF_A_LOOP if root == "forloop" else self.of_rows
            meant = near(rest[-1], known) if rest else None
            return f"{root}.{meant}" if meant else None
        whole = "_".join([root, *rest])
        if root in self.samples and whole not in self.words:
            return root
        for name in (whole, *reversed(rest), root):
            if meant := near(name, self.words):
                return self.words[meant]
        return None


def _rows(sample: object) -> list[dict[str, object]]:
    """The rows of a list that is printed row by row; none for anything else."""
    rows = next(iter(sample.values())) if isinstance(sample, dict) else sample
    return rows if isinstance(rows, list) else []


def _plain(part: object) -> bool:
    return isinstance(part, str | int)
