"""Work done after the answer: jobs that a feature declares and the worker runs.

A job belongs to the tenant of the transaction that deferred it; both commit together or not at all. The database writes
that tenant into the job, so no argument can name another one. A job may run twice and must bear it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB

from tenants import as_tenant, clock, db

URGENT = "urgent"
"""Somebody waits for it: invitations, password links."""

BULK = "bulk"
"""May take its time: newsletters, imports, tidying. Has workers of its own, so it never holds up the urgent."""

OWN = "own"
"""Mails through the agencies' own servers. One may keep its callers waiting: it holds up nothing but others of them."""

PICTURES = "pictures"
"""Decoding what strangers send, which can be made to take as long as it may: it holds up nothing but itself."""


class Later(Exception):
    """Raised by a job to run again in `seconds`, without that counting as an error."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds:.0f} s")
        self.seconds = seconds


@dataclass(frozen=True)
class Job:
    """A declared job. Call `defer()` to have it done, call the job itself to do it here and now."""

    name: str
    queue: str
    function: Callable[..., Any]
    in_tenant: bool = True
    attempts: int | None = 10

    def defer(
        self,
        *,
        at: datetime | None = None,
        queue: str | None = None,
        ahead: bool = False,
        **arguments: str | int | bool | list,
    ) -> None:
        """Have it done once the current transaction commits, not before `at`.

        Within a queue agencies take turns, and the jobs of each keep their order; all that go `ahead` come first.
        """
        due = clock.real(at) if at else None
        call = func.queue.enqueue(queue or self.queue, self.name, type_coerce(arguments, JSONB), due, ahead)
        db.session.execute(select(call))

    def __call__(self, tenant_id: int, **arguments: Any) -> None:
        if not self.in_tenant:
            self.function(tenant_id, **arguments)
            return
        with as_tenant(tenant_id):
            self.function(**arguments)


@dataclass(frozen=True)
class Periodic:
    """A declared job that runs by the clock, for no tenant in particular."""

    name: str
    cron: str
    function: Callable[[], Any]

    def __call__(self) -> None:
        self.function()


jobs: dict[str, Job] = {}
periodic_jobs: dict[str, Periodic] = {}


def job(
    name: str, queue: str = URGENT, *, in_tenant: bool = True, attempts: int | None = 10
) -> Callable[[Callable], Job]:
    """Declare a job. It runs inside `as_tenant()` and commits at the end.

    With `in_tenant=False` it gets the tenant's id as its first argument and opens its sessions itself. After `attempts`
    failures with growing pauses it is given up; None: never.
    """

    def declare(function: Callable) -> Job:
        return _keep(jobs, Job(name, queue, function, in_tenant, attempts))

    return declare


def periodic(name: str, cron: str) -> Callable[[Callable], Periodic]:
    """Declare a job that runs by the clock (`cron` in UTC) on the bulk queue. It opens its sessions itself."""

    def declare(function: Callable) -> Periodic:
        return _keep(periodic_jobs, Periodic(name, cron, function))

    return declare


def _keep(declared: dict, new: Any) -> Any:
    if new.name in declared:
        raise ValueError(f"the job {new.name} is declared twice")
    declared[new.name] = new
    return new
