"""The tabs of a customer's record: features above add theirs, with how many of their things there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_login import current_user

from app.staff.roles import Permission

Count = Callable[[Any], int]


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab; the smaller `order`, the earlier it comes."""

    label: Any
    endpoint: str
    permission: Permission
    order: int
    count: Count | None


_tabs: dict[str, Tab] = {}


def add_tab(label: Any, endpoint: str, permission: Permission, order: int, count: Count | None = None) -> None:
    """Add a page about one customer (its address takes `customer_id`) for those who have the permission.

    `count(customer)` is shown beside the label, with one query. The same endpoint replaces.
    """
    _tabs[endpoint] = Tab(label, endpoint, permission, order, count)


def tabs_of(customer: Any) -> list[tuple[Any, str, bool, int | None]]:
    """What this colleague may open: label, address, whether it is the present page, count."""
    seen = [tab for tab in sorted(_tabs.values(), key=lambda tab: tab.order) if current_user.may(tab.permission)]
    return [
        (
            tab.label,
            url_for(tab.endpoint, customer_id=customer.id),
            request.endpoint == tab.endpoint,
            tab.count(customer) if tab.count else None,
        )
        for tab in seen
    ]
