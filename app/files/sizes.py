"""Sizes as people read them."""

from __future__ import annotations

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _l

UNITS = (_l("B"), _l("kB"), _l("MB"), _l("GB"), _l("TB"))


def size_text(size: int) -> str:
    """Bytes in the unit that fits: „812 B“, „2,4 MB“. A kilobyte is 1,000 bytes, as file managers count."""
    shown, unit = float(size), 0
    while shown >= 999.5 and unit < len(UNITS) - 1:
        shown, unit = shown / 1000, unit + 1
    digits = "#,##0.#" if unit and shown < 99.95 else "#,##0"
    return f"{format_decimal(shown, format=digits)}\N{NO-BREAK SPACE}{UNITS[unit]}"
