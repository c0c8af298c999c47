"""Links that open an access do not stand in any log."""

import logging

import pytest

from app.accounts.tokens import seal, sign
from tenants import uuid7


@pytest.fixture
def link(cast):
    with cast.a.work():
        return f"/kunden/passwort/{sign('set-password', 'person', uuid7(), seal('x'))}"


@pytest.mark.parametrize("name", ["app", "gunicorn.access", "werkzeug"])
@pytest.mark.parametrize("way", ["whole", "by part"])
def test_links_are_masked(app, caplog, link, name, way):
    logger = app.logger if name == "app" else logging.getLogger(name)
    with caplog.at_level(logging.INFO, logger=logger.name):
        if way == "whole":
            logger.info(f"Exception on {link} [POST]")
        else:
            logger.info("Exception on %(path)s [POST]", {"path": link})
    assert caplog.messages == ["Exception on /kunden/passwort/… [POST]"]


def test_other_lines_stay_as_they_are(app, caplog):
    with caplog.at_level(logging.INFO, logger=app.logger.name):
        app.logger.info("GET %s %d", "/static/0123456789ab/css/index.css", 200)
    assert caplog.messages == ["GET /static/0123456789ab/css/index.css 200"]
