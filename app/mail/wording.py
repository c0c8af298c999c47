"""Which words a mail uses: our own, per language and, in German, per form of address."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale

DEFAULTS = Path(__file__).resolve().parents[2] / "templates" / "mail" / "defaults"
_SUBJECTS = ("Betreff: ", "Subject: ", "الموضوع: ")


@dataclass(frozen=True)
class Variant:
    """A language with wording of ours and, in German, a form of address: `de_sie`, `de_du`, `en`, `ar`."""

    folder: str

    @property
    def language(self) -> str:
        return self.folder.partition("_")[0]

    @property
    def direction(self) -> str:
        return Locale.parse(self.language).text_direction


@dataclass(frozen=True)
class Wording:
    """Subject and body of one mail as they were written: Liquid, the body Markdown as well."""

    subject: str
    body: str


def variants() -> list[Variant]:
    """All that we have wording for."""
    return [Variant(folder.name) for folder in sorted(DEFAULTS.iterdir()) if folder.is_dir()]


def variant_for(language: str | None, address_form: str | None) -> Variant:
    """The wording for a reader; English where we have none in the reader's language."""
    short = (language or "de").replace("-", "_").partition("_")[0].lower()
    if short == "de":
        return Variant("de_du" if address_form == "du" else "de_sie")
    wished = Variant(short)
    return wished if wished in variants() else Variant("en")


@cache
def default_wording(key: str, variant: Variant) -> Wording:
    """Our own wording of a mail. Raises FileNotFoundError when there is none."""
    return parse((DEFAULTS / variant.folder / f"{key}.md").read_text(encoding="utf-8"))


def parse(text: str) -> Wording:
    """A wording from its file: first line „Betreff: …“ (or that in its language), an empty line, the body."""
    first, _, rest = text.partition("\n")
    for prefix in _SUBJECTS:
        if first.startswith(prefix):
            return Wording(first.removeprefix(prefix).strip(), rest.strip("\n"))
    return Wording("", text.strip("\n"))


def prints(key: str, word: str, language: str | None, address_form: str | None) -> bool:
    """Whether the wording that a reader gets prints the placeholder `word`."""
    wording = default_wording(key, variant_for(language, address_form))
    return re.search(r"\{\{-?\s*" + re.escape(word) + r"\b", wording.subject + wording.body) is not None
