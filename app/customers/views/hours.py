"""What the grid of hours asks while hours are chosen."""

from __future__ import annotations

from flask import abort, jsonify, request

from app.availability.fields import counted
from app.availability.week import Week
from app.availability.words import in_words
from app.staff.guard import staff_required
from app.staff.roles import Permission

from .blueprint import bp


@bp.get("/neu/zeiten")
@staff_required(Permission.CUSTOMERS_EDIT)
def hours_in_words():
    """How many hours `?code=` has, and which, in words. 404 for what is no code."""
    try:
        week = Week.parse(request.args.get("code", ""))
    except ValueError:
        abort(404)
    return jsonify(counted=counted(week), words=in_words(week))
