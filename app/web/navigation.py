"""The staff's navigation: features add their places, the layout shows those the person may enter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_login import current_user

GROUPS = ("", "Kommunikation", "Agentur")
"""The order of the groups; a group not named here comes last."""


@dataclass(frozen=True)
class Place:
    """One entry of the navigation."""

    group: str
    label: Any
    endpoint: str
    icon: str
    permission: Any = None
    count: Callable[[], int | None] | None = None
    counted: Any = None

    @property
    def current(self) -> bool:
        """Whether the page shown is this place or lies below it."""
        path = url_for(self.endpoint)
        return request.path == path or (not path.endswith("/") and request.path.startswith(path + "/"))


class Navigation:
    """The places of one application, in the order in which they were added."""

    def __init__(self) -> None:
        self.places: list[Place] = []

    def add(
        self,
        group: str,
        label: Any,
        endpoint: str,
        icon: str,
        permission: Any = None,
        count: Callable[[], int | None] | None = None,
        counted: Any = None,
    ) -> None:
        """Add a place. `permission` None: for all staff. `count` gives the figure beside the label, none where it is 0;
        `counted` says to who does not see it what it counts.

        Adding the same endpoint again replaces it, so several applications may live in one process.
        """
        place = Place(group, label, endpoint, icon, permission, count, counted)
        for index, known in enumerate(self.places):
            if known.endpoint == endpoint:
                self.places[index] = place
                return
        self.places.append(place)

    def groups(self) -> list[tuple[str, list[Place]]]:
        """Groups with the places that the person signed in may enter."""
        may = getattr(current_user, "may", lambda permission: False)
        shown = [
            place
            for place in self.places
            if place.endpoint in current_app.view_functions and (place.permission is None or may(place.permission))
        ]
        shown.sort(key=lambda place: not url_for(place.endpoint).endswith("/"))  # the start page before all others
        names = sorted({place.group for place in shown}, key=lambda name: (name not in GROUPS, _rank(name), name))
        return [(name, [place for place in shown if place.group == name]) for name in names]


def _rank(name: str) -> int:
    return GROUPS.index(name) if name in GROUPS else len(GROUPS)


nav = Navigation()
add = nav.add


def init_app(app: Flask) -> None:
    app.jinja_env.globals["navigation"] = nav.groups
