"""Commands beside the web server."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import ScriptInfo


def register(app: Flask) -> None:
    """Make the commands known to `flask --app wsgi …`."""
    app.cli.add_command(worker)


@click.command("worker")
@click.pass_obj
def worker(info: ScriptInfo) -> None:
    """Send mails and do the other queued work until SIGTERM or SIGINT, which let the job at hand finish."""
    from app.mail.worker import run_worker  # the web server has no use for it

    run_worker(info.load_app())
