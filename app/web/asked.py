"""What the query of the address asks for; what makes no sense there counts as not asked."""

from __future__ import annotations

import uuid
from collections.abc import Container

from flask import request


def asked_words(name: str = "q") -> str:
    """What was typed to search for."""
    return request.args.get(name, "").strip()


def asked_id(name: str) -> uuid.UUID | None:
    """The id that is named; None for none."""
    try:
        return uuid.UUID(request.args.get(name, ""))
    except ValueError:
        return None


def asked_choice(name: str, offered: Container[str], default: str = "") -> str:
    """One of what is offered."""
    asked = request.args.get(name, default)
    return asked if asked in offered else default


def asked_order(offered: Container[str], default: str) -> str:
    """The order of a list; with a minus before it, the other way round."""
    asked = request.args.get("sortierung", default)
    return asked if asked.removeprefix("-") in offered else default
