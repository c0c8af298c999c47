"""The worker: runs the declared jobs, on procrastinate, in a process of its own.

Queues with workers of their own, so that nothing in bulk holds up a password link, and no hostile picture a mail. Jobs
run in threads, so a slow mail server does not stop the heartbeat; jobs of a worker that died without a word are given
back by the rescue.
"""

import asyncio
import contextlib
import logging
import random
import signal
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import procrastinate
from flask import Flask
from procrastinate import RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition
from procrastinate.retry import BaseRetryStrategy
from sqlalchemy import make_url

from app.jobs import BULK, OWN, PICTURES, URGENT, Job, Later, Periodic, jobs, periodic_jobs
from tenants import clock

THREADS = {URGENT: 4, BULK: 2, OWN: 6, PICTURES: 1}
GRACE = 60  # seconds a job may take to end after SIGTERM
MISSED_BEATS = 3  # heartbeats a worker may miss before its jobs are given back
LONGEST_PAUSE = 3600  # seconds between two attempts of a failing job
KEPT_HOURS = 24 * 30  # how long jobs that failed for good are kept

log = logging.getLogger(__name__)


class Pauses(BaseRetryStrategy):
    """When a job that raised runs again: at the time it asked for, else after growing pauses, so many times."""

    def __init__(self, attempts: int | None) -> None:
        self.attempts = attempts

    def get_retry_decision(self, *, exception: BaseException, job: procrastinate.jobs.Job) -> RetryDecision | None:
        if isinstance(exception, Later):
            return _again_in(exception.seconds)
        if self.attempts is not None and job.attempts + 1 >= self.attempts:
            return None
        pause = min(LONGEST_PAUSE, 2 ** min(job.attempts, 20))
        return _again_in(pause * random.uniform(0.75, 1.25))  # noqa: S311 - spreads what failed together, no secret


def _again_in(seconds: float) -> RetryDecision:
    return RetryDecision(retry_in={"seconds": clock.real_seconds(seconds)})


def run_worker(app: Flask) -> None:
    """Work until SIGTERM or SIGINT; jobs at hand are finished first. A database that goes away is waited for."""
    asyncio.run(_run_for_ever(app))


def run_once(app: Flask) -> None:
    """Do what was deferred and is due now, in this process, and return; nothing that goes by the clock. For tests."""
    with ThreadPoolExecutor(1) as pool:  # its own thread: the caller may have an event loop
        pool.submit(asyncio.run, _run_once(app)).result()


async def _run_for_ever(app: Flask) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    while not stop.is_set():
        working = asyncio.create_task(_work(app))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        working.cancel()
        stopping.cancel()
        try:
            await working
        except asyncio.CancelledError:
            pass
        except Exception as error:
            log.warning("worker lost the database, starting again: %s", error)
        if not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 1)


async def _work(app: Flask) -> None:
    """All queues, until cancelled or until the database goes away."""
    async with _opened(app, by_the_clock=True) as queue:
        workers = [asyncio.create_task(_worker(app, queue, name)) for name in THREADS]
        try:
            await asyncio.wait(workers, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for worker in workers:
                worker.cancel()
            results = await asyncio.gather(*workers, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result


async def _worker(app: Flask, queue: procrastinate.App, name: str) -> None:
    beat = app.config["WORKER_HEARTBEAT"]
    await queue.run_worker_async(
        queues=[name],
        name=name,
        concurrency=THREADS[name],
        fetch_job_polling_interval=min(5.0, beat),
        update_heartbeat_interval=beat,
        stalled_worker_timeout=beat * MISSED_BEATS,
        shutdown_graceful_timeout=GRACE,
        delete_jobs=DeleteJobCondition.SUCCESSFUL.value,
        install_signal_handlers=False,
    )


async def _run_once(app: Flask) -> None:
    async with _opened(app, by_the_clock=False) as queue:
        await queue.run_worker_async(
            wait=False, listen_notify=False, install_signal_handlers=False, delete_jobs="successful"
        )


@contextlib.asynccontextmanager
async def _opened(app: Flask, by_the_clock: bool):
    """Procrastinate with every declared job, connected as app_queue; `by_the_clock` with the periodic ones."""
    address = make_url(app.config["DATABASE_QUEUE_URL"]).set(drivername="postgresql")
    connector = procrastinate.PsycopgConnector(
        conninfo=address.render_as_string(hide_password=False),
        kwargs={"options": "-c search_path=queue", "connect_timeout": 5},
        min_size=1,
        max_size=4 + len(THREADS),  # one of each queue listens
        timeout=10,
    )
    queue = procrastinate.App(connector=connector)
    for job in jobs.values():
        queue.task(name=job.name, queue=job.queue, retry=Pauses(job.attempts))(_in_app(app, job))
    if by_the_clock:
        _declare_periodic(app, queue)
        _declare_upkeep(app, queue)
    with ThreadPoolExecutor(sum(THREADS.values()), thread_name_prefix="job") as threads:
        asyncio.get_running_loop().set_default_executor(threads)
        async with queue.open_async():
            yield queue


def _in_app(app: Flask, job: Job | Periodic):
    """The job as procrastinate calls it: by keywords, in a thread."""

    def run(**arguments: Any) -> None:
        if isinstance(job, Periodic):
            arguments.pop("timestamp")
        with app.app_context():
            job(**arguments)

    return run


def _declare_periodic(app: Flask, queue: procrastinate.App) -> None:
    for job in periodic_jobs.values():
        task = queue.task(name=job.name, queue=BULK, queueing_lock=job.name, retry=Pauses(3))(_in_app(app, job))
        queue.periodic(cron=job.cron)(task)


def _declare_upkeep(app: Flask, queue: procrastinate.App) -> None:
    """The queue's own periodic tasks. The rescue is urgent: it must not wait behind a newsletter."""
    beat = app.config["WORKER_HEARTBEAT"]

    @queue.periodic(cron=f"* * * * * */{max(1, min(30, int(beat)))}")
    @queue.task(name="queue.rescue", queue=URGENT, queueing_lock="queue.rescue", pass_context=True)
    async def rescue(context: procrastinate.JobContext, timestamp: int) -> None:
        manager = context.app.job_manager
        for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=beat * MISSED_BEATS):
            with contextlib.suppress(ConnectorException):  # it ended in the meantime
                await manager.retry_job(stalled)
                log.warning("job %s of a worker that died is given back", stalled.id)
        await manager.prune_stalled_workers(beat * MISSED_BEATS)

    @queue.periodic(cron="23 3 * * *")
    @queue.task(name="queue.tidy", queue=BULK, queueing_lock="queue.tidy", pass_context=True)
    async def tidy(context: procrastinate.JobContext, timestamp: int) -> None:
        await context.app.job_manager.delete_old_jobs(
            nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
        )
