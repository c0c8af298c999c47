"""Kontor: a CRM with a customer portal for agencies. `create_app()` is wiring and nothing else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import tenants

from . import accounts, cli, files, mail, portal, staff, web
from . import config as configuration


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The application. `config` overrides what the environment says (tests). Raises ConfigurationError."""
    app = Flask(__name__, static_folder=None, template_folder="../templates")
    app.config.update(configuration.load(os.environ) | dict(config or {}))
    configuration.check(app.config)
    app.config["SECRET_KEY"], *app.config["SECRET_KEY_FALLBACKS"] = app.config["SECRET_KEYS"]
    app.config["MAX_CONTENT_LENGTH"] = 1_000_000
    app.config["MAX_FORM_MEMORY_SIZE"] = 500_000
    app.config["MAX_FORM_PARTS"] = 500

    tenants.init_app(app)
    files.init_app(app)  # before portal: the body of a request is read before anybody is asked who is there
    portal.init_app(app)  # before accounts: also the page of a refused form speaks to the person
    staff.init_app(app)
    accounts.init_app(app)
    web.init_app(app)
    mail.init_app(app)
    cli.register(app)
    from .access import views as access_views
    from .contacts import views as contacts_views
    from .customers import views as customers_views
    from .discussion import views as discussion_views
    from .exports import views as exports_views
    from .files import views as files_views
    from .groups import views as groups_views
    from .help import views as help_views
    from .impersonation import views as impersonation_views
    from .imports import views as imports_views
    from .mail import views as mail_views
    from .members import views as members_views
    from .newsletter import views as newsletter_views
    from .notifications import views as notifications_views
    from .overview import views as overview_views
    from .portal import views as portal_views
    from .projects import views as projects_views
    from .settings import views as settings_views
    from .signup import views as signup_views
    from .staff import views as staff_views
    from .tasks import views as tasks_views

    for blueprint in portal_views.blueprints:
        app.register_blueprint(blueprint)
    app.register_blueprint(customers_views.bp)
    app.register_blueprint(contacts_views.bp)
    app.register_blueprint(access_views.bp)
    for work in (projects_views, tasks_views, discussion_views, files_views, notifications_views):
        app.register_blueprint(work.bp)
    for beside in (members_views, newsletter_views, imports_views, exports_views, help_views, impersonation_views):
        app.register_blueprint(beside.bp)
    for blueprint in (*overview_views.blueprints, *staff_views.blueprints):
        app.register_blueprint(blueprint)
    for blueprint in (mail_views.bp, settings_views.bp, groups_views.bp, signup_views.bp):
        app.register_blueprint(blueprint)
    if not app.config["PRODUCTION"]:
        from .development import views as development_views

        app.register_blueprint(development_views.bp)
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    return app
