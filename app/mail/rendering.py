"""From a wording and its values to subject, plain text and HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import css_inline
from flask import render_template

from . import liquid, markup
from .liquid import Printed, Secret, Url, WordingError
from .wording import Variant, Wording, default_wording

if TYPE_CHECKING:
    from app.web.colors import Palette

_inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True)
class FrameLogo:
    """The logo at the head of a mail: its name within the mail, its size on the screen, and whether it is the name."""

    cid: str
    width: int
    height: int
    wide: bool


@dataclass(frozen=True)
class Frame:
    """What stands around every mail of an agency."""

    agency_name: str
    audience: str
    home_url: str
    imprint_url: str
    privacy_url: str
    palette: Palette
    signature: str = ""
    logo: FrameLogo | None = None


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str


def render(wording: Wording, values: Mapping[str, object], variant: Variant, frame: Frame) -> Rendered:
    """The mail as it will be read. Raises WordingError when the wording cannot be rendered with these values."""
    body_html, body_text = _markdown(wording.body, values, variant)
    foot_html, foot_text = _markdown(default_wording("footer", variant).body, _foot_values(frame), variant)
    shared = {"variant": variant, "frame": frame, "subject": subject(wording, values)}
    html = render_template("mail/layout.html", body=body_html, foot=foot_html, **shared)
    text = render_template("mail/layout.txt", body=body_text, foot=foot_text, **shared)
    return Rendered(shared["subject"], text, _inliner.inline(html))


def subject(wording: Wording, values: Mapping[str, object]) -> str:
    """The subject, on one line. Raises WordingError also when it names what opens an access."""
    printed, known = Printed(), {word: value for word, value in values.items() if not isinstance(value, Secret)}
    return printed.fill(" ".join(liquid.run(wording.subject, known, printed).split()))


def plain_text(wording: Wording, values: Mapping[str, object], variant: Variant) -> str:
    """The words of the body alone, addresses written out. Raises WordingError as render() does."""
    return _markdown(wording.body, values, variant)[1]


def _markdown(source: str, values: Mapping[str, object], variant: Variant):
    printed = Printed()
    ran = liquid.run(source, values, printed)
    try:
        return markup.render(ran, printed, variant.direction == "rtl")
    except WordingError:
        raise
    except Exception as error:  # Markdown of a hostile kind: no mail and no page may fall over it
        raise WordingError(type(error).__name__) from error


def _foot_values(frame: Frame) -> dict[str, object]:
    return {
        "audience": frame.audience,
        "home_url": Url(frame.home_url),
        "imprint_url": Url(frame.imprint_url),
        "privacy_url": Url(frame.privacy_url),
    }
