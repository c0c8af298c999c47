"""Which words a mail uses: our own, per language and, in German, per form of address."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale

DEFAULTS = Path(__file__).resolve().parents[2] / "templates" / "mail" / "defaults"
SUBJECT_LIMIT = 300  # characters of a subject as it is written, placeholders and all
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

    @property
    def label(self) -> str:
        """Its language in that language, and the form of address: „Deutsch, Sie“, „English“."""
        form = {"de_sie": ", Sie", "de_du": ", Du"}.get(self.folder, "")
        return Locale.parse(self.language).get_display_name() + form


@dataclass(frozen=True)
class Wording:
    """Subject and body of one mail as they were written: Liquid, the body Markdown as well."""

    subject: str
    body: str

    @classmethod
    def typed(cls, subject: str, body: str) -> Wording:
        """As somebody typed it: one line and many, with line ends as in our files, without empty ones around."""
        return cls(" ".join(subject.split()), "\n".join(body.splitlines()).strip("\n"))


def variants() -> list[Variant]:
    """All that we have wording for."""
    return [Variant(folder.name) for folder in sorted(DEFAULTS.iterdir()) if folder.is_dir()]


def in_order() -> list[Variant]:
    """The same as people look for them: German first, then the languages by their names."""
    return sorted(variants(), key=lambda variant: (variant.language != "de", variant.folder == "de_du", variant.label))


def find_variant(folder: str) -> Variant | None:
    """The variant of this name; None when there is none."""
    return next((variant for variant in variants() if variant.folder == folder), None)


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
