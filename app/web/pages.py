"""Answers: a page, the way to the next page, and what is said there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from markupsafe import Markup
from sqlalchemy import Select, func, select

from tenants import db

from .forms import Form


def page(template: str, form: Form | None = None, status: int | None = None, **context: Any) -> Response:
    """Render a page: 422 when the form was sent and has errors, else 200, or the status given.

    A script that sent the form gets what does not fit as JSON: {"errors": {name of the field: [sentence, …]}}, what
    concerns the whole form under "".
    """
    if status is None:
        status = 422 if form is not None and form.is_submitted() and form.has_errors else 200
    if status == 422 and form is not None and asked_by_script():
        return make_response(jsonify(errors=form.all_errors), 422)
    html = render_template(template, form=form, **context)
    return make_response(html.encode("utf-8", "replace"), status)


def see_other(endpoint: str, **values: Any) -> Response:
    """Send the browser on with 303, so that reloading the next page sends no form again.

    A script that sent the form gets the address as JSON: {"location": …}.
    """
    if request.method == "POST" and asked_by_script():
        return jsonify(location=url_for(endpoint, **values))
    return redirect(url_for(endpoint, **values), 303)  # type: ignore[return-value]


def asked_by_script() -> bool:
    """Whether a script sent the form, and shows the answer within the page."""
    return request.accept_mimetypes.best == "application/json"


def flash_ok(message: str | Markup) -> None:
    """Say on the next page that something is done."""
    flash(message, "ok")


def flash_warn(message: str | Markup) -> None:
    """Say on the next page that something wants attention."""
    flash(message, "warn")


@dataclass(frozen=True)
class Paged:
    """One page of a list: `items`, and where they stand in the whole."""

    items: list
    number: int
    size: int
    total: int
    more: bool = False
    """There are more than `total`, which nobody counted."""

    @property
    def last(self) -> int:
        """The number of the last page; 1 when the list is empty."""
        return max(1, -(-self.total // self.size))

    @property
    def start(self) -> int:
        """Position of the first item, counted from 1."""
        return min(self.total, (self.number - 1) * self.size + 1)

    @property
    def end(self) -> int:
        return min(self.total, self.number * self.size)

    @property
    def numbers(self) -> list[int | None]:
        """The pages to link: first, last and the neighbours; None where some are left out."""
        near = {1, self.last, *range(max(1, self.number - 1), min(self.last, self.number + 1) + 1)}
        listed: list[int | None] = []
        for number in sorted(near):
            if listed and number - (listed[-1] or 0) > 1:
                listed.append(None)
            listed.append(number)
        return listed

    def url(self, number: int) -> str:
        """The same list with the same search, at another page."""
        return page_url(seite=number if number > 1 else None)


def paged(query: Select, size: int = 50, most: int | None = None) -> Paged:
    """The page of an ORM query that `?seite=` asks for; a number beyond the end gives the last page. Two queries.

    With `most` no more rows than that are counted, or one page more than who pages on has come to.
    """
    total = _number_of(query, most and max(most, (asked_page() + 1) * size))
    more = most is not None and total > max(most, (asked_page() + 1) * size)
    total -= more
    number = min(asked_page(), max(1, -(-total // size)))
    items = list(db.session.scalars(query.limit(size).offset((number - 1) * size)))
    return Paged(items, number, size, total, more)


def _number_of(query: Select, most: int | None) -> int:
    """How many rows there are, counted to one more than `most`."""
    bare = query.order_by(None)
    if most is None:
        return db.session.scalar(bare.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    key = next(iter(query.column_descriptions))["entity"].id
    return db.session.scalar(select(func.count()).select_from(bare.with_only_columns(key).limit(most + 1).subquery()))


def asked_page() -> int:
    """The page of a list that `?seite=` asks for, from 1."""
    asked = request.args.get("seite", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1


def page_url(**changes: Any) -> str:
    """The address of the present page with some query arguments changed; None takes one away.

    What came in the query goes back into the query: as keywords of url_for() `_scheme` or `endpoint` would be orders.
    """
    query = {**request.args.to_dict(), **changes}
    path = url_for(request.endpoint or "", **(request.view_args or {}))
    return path + ("?" + urlencode(kept) if (kept := [pair for pair in query.items() if pair[1] is not None]) else "")


def url_if(endpoint: str, **values: Any) -> str | None:
    """The address of an endpoint, or None when this application has no such endpoint."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(page_url=page_url, url_if=url_if)
