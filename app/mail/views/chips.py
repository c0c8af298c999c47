"""What the editor offers to put into a wording: a placeholder each, with what it stands for and an example."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_datetime

from ..registry import Mail, Placeholder
from ..wording import Variant


@dataclass(frozen=True)
class Chip:
    """One placeholder as it is offered: `writes` is what it puts where the caret stands."""

    word: str
    meaning: str
    sample: str
    writes: str
    block: bool = False


def chips(mail: Mail, variant: Variant) -> list[Chip]:
    """All placeholders of a mail, in the order of their declaration."""
    return [_chip(placeholder, variant) for placeholder in mail.placeholders]


def tools(mail: Mail, variant: Variant) -> dict[str, object]:
    """What templates/mailbox/_writing.html needs besides the form."""
    return {"chips": chips(mail, variant), "asked": condition(mail), "target": target(mail)}


def condition(mail: Mail) -> str:
    """The placeholder that a new condition asks for: one that may well be without a value."""
    words = [placeholder.word for placeholder in mail.placeholders]
    return next((word for word in ("mit_link", "vorname") if word in words), words[0])


def target(mail: Mail) -> str:
    """Where a new button leads: an address of ours where the mail has one, else one to be typed."""
    links = [placeholder.word for placeholder in mail.placeholders if placeholder.url]
    words = [word for word in ("link", "portal", *links) if word in links and word != "neuigkeiten"]
    return f"{{{{ {words[0]} }}}}" if words else "https://"


def _chip(placeholder: Placeholder, variant: Variant) -> Chip:
    word, meaning, sample = placeholder.word, str(placeholder.meaning), placeholder.sample_for(variant)
    if isinstance(sample, bool):
        return Chip(word, meaning, "", f"{{% if {word} %}}\n\n{{% endif %}}", block=True)
    if isinstance(sample, list):
        titles = " · ".join(row["titel"] for row in sample)
        return Chip(word, meaning, titles, _loop(word), block=True)
    if isinstance(sample, datetime):
        sample = format_datetime(sample, "EEEE, d. MMMM y, H:mm")
    return Chip(word, meaning, str(sample), f"{{{{ {word} }}}}")


def _loop(word: str) -> str:
    """All rows of a list, each as a button that leads to it."""
    one = word.removesuffix("en")
    title, target = (f"{{{{ {one}.{name} }}}}" for name in ("titel", "adresse"))
    return f"{{% for {one} in {word} %}}\n[{title}]({target})\n{{% endfor %}}"
