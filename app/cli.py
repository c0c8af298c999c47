"""Commands beside the web server."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import make_url

import migrations
from tenants import ROLES, bootstrap

from .startup import check_database

URLS = {"app_user": "DATABASE_URL", "app_owner": "DATABASE_OWNER_URL", "app_queue": "DATABASE_QUEUE_URL",
        "app_system": "DATABASE_SYSTEM_URL"}  # fmt: skip


def register(app: Flask) -> None:
    """Make the commands known to `flask --app wsgi …`."""
    for command in (worker, db_bootstrap, db_upgrade):
        app.cli.add_command(command)


@click.command("worker")
@click.pass_obj
def worker(info: ScriptInfo) -> None:
    """Send mails and do the other queued work until SIGTERM or SIGINT, which let the job at hand finish."""
    from app.mail.worker import run_worker  # the web server has no use for it

    app = info.load_app()
    check_database(app)
    run_worker(app)


@click.command("db-bootstrap")
@click.option("--superuser-url", envvar="DATABASE_SUPERUSER_URL", required=True, help="an account that may make roles")
@click.option("--backup-password", envvar="DATABASE_BACKUP_PASSWORD", required=True, help="for the role app_backup")
@click.pass_obj
def db_bootstrap(info: ScriptInfo, superuser_url: str, backup_password: str) -> None:
    """Make database and roles, once; their passwords and the database's name are those of the DATABASE_… URLs."""
    config = info.load_app().config
    urls = {role: make_url(_required(config, name)) for role, name in URLS.items()}
    names = {url.database for url in urls.values()}
    if len(names) != 1 or any(url.username != role or not url.password for role, url in urls.items()):
        raise click.UsageError("Each DATABASE_… URL needs its own role and password, and all the same database.")
    passwords = {role: str(url.password) for role, url in urls.items()} | {"app_backup": backup_password}
    assert set(passwords) == set(ROLES)
    bootstrap(superuser_url, passwords, names.pop())
    click.echo("Database and roles are ready.")


@click.command("db-upgrade")
@click.pass_obj
def db_upgrade(info: ScriptInfo) -> None:
    """Bring the schema up to date, as app_owner. Run it at every release, before the new processes start."""
    migrations.upgrade(_required(info.load_app().config, "DATABASE_OWNER_URL"))
    click.echo("The schema is up to date.")


def _required(config: dict, name: str) -> str:
    if not config[name]:
        raise click.UsageError(f"{name} is missing.")
    return config[name]
