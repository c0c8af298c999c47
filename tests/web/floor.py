"""A small application on the web floor: pages for its tests, at the apex, with a database nobody answers at."""

from __future__ import annotations

from flask import Flask, Response, abort, jsonify, request
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import text
from werkzeug.exceptions import TooManyRequests

from app import create_app
from app.web import forms
from app.web.doors import apex_too
from app.web.pages import flash_ok, page, page_url, see_other
from app.web.security import public
from tenants import side_engine

FORM = """{% extends "layouts/gate.html" %}{% from "parts/forms.html" import field, hidden, summary %}
{% block title %}Probe{% endblock %}
{% block content %}{{ summary(form) }}<form method="post" novalidate>{{ hidden(form) }}
{% for f in form if f.kind != "hidden" %}{{ field(f) }}{% endfor %}<button>Speichern</button></form>{% endblock %}"""
ELEMENTS = """{% extends "layouts/gate.html" %}
{% from "parts/forms.html" import csrf, field, hidden %}{% from "parts/copy.html" import copy %}
{% block title %}Elemente{% endblock %}
{% block content %}
<drop-menu><details class="menu"><summary>Mehr</summary>
<div class="panel"><a href="/danke">Danke</a></div></details></drop-menu>
{{ copy("http://hafenlicht.localhost/kunden/") }}
<unsaved-guard><form method="post" action="/danke" novalidate>{{ hidden(form) }}
{{ field(form.name) }}{{ field(form.password) }}<button>Speichern</button></form></unsaved-guard>
<subdomain-check data-url="/frei"><label for="slug">Subdomain</label><input id="slug">
<output role="status"></output></subdomain-check>
<dialog-link><a href="/fenster">Fenster</a></dialog-link>
<search-shortcut data-placeholder="Taste /">
<form action="/danke"><input type="search" name="q" aria-label="Suche"></form></search-shortcut>
<shortcut-choice hidden><label><input type="checkbox">Taste</label></shortcut-choice>{% endblock %}"""
WINDOW = """{% extends "layouts/gate.html" %}
{% from "parts/dialog.html" import dialog %}{% from "parts/forms.html" import csrf %}
{% block title %}Fenster{% endblock %}
{% block content %}{% call dialog("fenster", "Fenster", back="/elemente") %}<form method="post">{{ csrf() }}
<footer><a class="button" href="/elemente">Abbrechen</a><button class="button primary">Bestellen</button></footer>
</form>{% endcall %}
{% endblock %}"""
NEXT = """{% extends "layouts/gate.html" %}{% block title %}Danke{% endblock %}"""


class Probe(forms.CreateForm):
    name = forms.Text("Name", max=20, required=True)
    note = forms.TextArea("Notiz", max=100)
    email = forms.Email()
    phone = forms.Phone()
    password = forms.Password(new=True)
    language = forms.Choice("Sprache", [("de", "Deutsch"), ("en", "Englisch")])
    kind = forms.Radio("Art", [("firm", "Firma"), ("person", "Privatperson")], default="firm")
    groups = forms.Choices("Gruppen", [("a", "Anton"), ("b", "Berta")])
    agreed = forms.Tick("Einverstanden")
    active = forms.Switch("Aktiv")


def probe():
    form = Probe()
    if form.submitted_ok():
        flash_ok(f"Gespeichert: {form.name.data}")
        return see_other("next")
    return page("probe.html", form)


def plain(text):
    return Response(text, mimetype="text/plain")


def unreachable():
    with side_engine().connect() as connection:
        connection.execute(text("SELECT 1"))


def too_many():
    raise TooManyRequests(retry_after=90)


def window():
    return see_other("next") if request.method == "POST" else page("window.html")


def free():
    name = request.args["name"]
    return jsonify(free=name != "kontor", message=f"{name} ist {'vergeben' if name == 'kontor' else 'frei'}.")


TEMPLATES = {"probe.html": FORM, "next.html": NEXT, "elements.html": ELEMENTS, "window.html": WINDOW}


def build_floor() -> Flask:
    """The application; only its apex can be reached, because that needs no database."""
    app = create_app(
        {
            "PRODUCTION": False,
            "SECRET_KEYS": ["s" * 40],
            "BASE_DOMAIN": "localhost",
            "SCHEME": "http",
            "PORT": 8000,
            "DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/nothing?connect_timeout=2",
        }
    )
    app.jinja_loader = ChoiceLoader([app.jinja_loader, DictLoader(TEMPLATES)])
    views = {
        "/probe": probe,
        "/elemente": lambda: page("elements.html", Probe(), 200),
        "/fenster": window,
        "/frei": free,
        "/danke": lambda: page("next.html"),
        "/fehler/<int:code>": lambda code: abort(code),
        "/satz": lambda: abort(409, "Dieser Kontakt ist schon gelöscht."),
        "/viel": too_many,
        "/absturz": lambda: 1 / 0,
        "/daten": unreachable,
        "/offen/<token>": lambda token: plain("offen"),
        "/seite": lambda: plain(page_url(seite=2)),
    }
    for rule, view in views.items():
        endpoint = {"/danke": "next"}.get(rule, rule.strip("/").partition("/")[0])
        app.add_url_rule(rule, endpoint, apex_too(public(view)), methods=["GET", "POST"])
    return app
