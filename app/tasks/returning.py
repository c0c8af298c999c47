"""A customer hands back a task that waited for it."""

from __future__ import annotations

from app.notifications.registry import tell_staff

from .choices import DOING, WAITING
from .models import Task


def hand_back(task: Task) -> bool:
    """Say for the customer that its part is done: the task is „in Arbeit“ again, and whose business it is are told.

    False, and nothing happens, when the task does not wait for the customer (any more).
    """
    task.take_turn()
    if task.status != WAITING:
        return False
    task.set_status(DOING)
    tell_staff(task.team, "task_returned", task)
    return True
