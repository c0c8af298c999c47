"""The role that requests run as is looked at before the first request."""

import pytest

from app import create_app
from tenants import WrongRole, check_role


def test_the_web_role_is_accepted(app):
    with app.app_context():
        check_role()


@pytest.mark.parametrize(
    ("role", "fault"), [("superuser", "superuser"), ("app_owner", "owns tables"), ("app_system", "app_system")]
)
def test_a_stronger_role_is_refused(cluster, urls, config, role, fault):
    url = cluster.superuser_url.replace("/postgres?", "/kontor?") if role == "superuser" else urls[role]
    app = create_app(config | {"DATABASE_URL": url})
    with app.app_context(), pytest.raises(WrongRole, match=fault):
        check_role()
