"""The first steps of a new agency, on its overview until all are done. Features add theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_login import current_user


@dataclass(frozen=True)
class Step:
    """Something worth doing at the beginning. `done` asks the database; without it the step is only a suggestion."""

    place: int
    label: Any
    sentence: Any
    endpoint: str
    icon: str
    permission: str
    done: Callable[[], bool] | None = None

    @property
    def is_done(self) -> bool:
        return self.done is not None and self.done()


_steps: dict[str, Step] = {}


def add_step(
    place: int,
    label: Any,
    sentence: Any,
    endpoint: str,
    icon: str,
    permission: str,
    done: Callable[[], bool] | None = None,
) -> None:
    """Add a step; `place` orders them. Adding the same endpoint again replaces it."""
    _steps[endpoint] = Step(place, label, sentence, endpoint, icon, permission, done)


def open_steps() -> list[tuple[Step, bool]]:
    """The steps that the person signed in may take, each with whether it is done; none once all of them are."""
    steps = [
        step
        for step in sorted(_steps.values(), key=lambda step: step.place)
        if step.endpoint in current_app.view_functions and current_user.may(step.permission)
    ]
    marked = [(step, step.is_done) for step in steps]
    return marked if any(step.done and not done for step, done in marked) else []
