"""The full text of every mail, in every language and form of address, compared with a file.

After a deliberate change of wording or layout: `python -m pytest tests/mail/test_expected.py --write-expected`.
"""

from pathlib import Path

import pytest

from app.mail.outbox import compose
from app.mail.registry import all_mails, get_mail
from app.mail.wording import default_wording, variants
from tenants import Tenant, as_tenant, current_tenant_id, db

EXPECTED = Path(__file__).parent / "expected"


@pytest.fixture
def hafenlicht(app, agency):
    """An agency whose name and subdomain are always the same; it is undone again."""
    with app.app_context(), as_tenant(agency.tenant_id):
        tenant = db.session.get_one(Tenant, current_tenant_id())
        tenant.slug, tenant.name = "hafenlicht", "Hafenlicht"
        yield
        db.session.rollback()


def cases(app) -> list[tuple[str, str, dict]]:
    """File name, variant and values of every mail; welcome without a link and several pieces of news as well."""
    found = []
    for variant in variants():
        for mail in all_mails():
            found.append((f"{mail.key}-{variant.folder}", mail, variant, mail.samples(variant)))
        welcome = get_mail("welcome")
        without = welcome.samples(variant) | {"link": None, "link_expires": None, "has_link": False}
        found.append((f"welcome_without_link-{variant.folder}", welcome, variant, without))
        for key in ("news", "staff_news"):
            one = get_mail(key).samples(variant)
            bare = one["items"][0] | {"titel": "*Über uns* <b>", "auszug": None, "von": None}
            several = one | {"items": [*one["items"], bare], "count": 5, "more": 3}
            found.append((f"{key}_several-{variant.folder}", get_mail(key), variant, several))
    return found


def test_every_mail_reads_as_expected(app, hafenlicht, request):
    written = {}
    for name, mail, variant, values in cases(app):
        rendered = compose(mail, variant, values)
        written[f"{name}.txt"] = f"{rendered.subject}\n\n{rendered.text}\n"
        written[f"{name}.html"] = f"{rendered.html}\n"
    if request.config.getoption("--write-expected"):
        for name, content in written.items():
            (EXPECTED / name).write_text(content, encoding="utf-8")
    assert {path.name for path in EXPECTED.iterdir()} == set(written)
    for name, content in written.items():
        assert (EXPECTED / name).read_text(encoding="utf-8") == content, name


def test_every_wording_has_the_placeholders_it_must_have(app):
    for mail in all_mails():
        for variant in variants():
            body = default_wording(mail.key, variant).body
            missing = [place.word for place in mail.placeholders if place.required and place.word not in body]
            assert not missing, (mail.key, variant, missing)


def test_no_mail_speaks_of_a_password_value(app):
    assert not [mail.key for mail in all_mails() for place in mail.placeholders if "password" in place.name]


def test_du_never_says_sie_and_the_other_way_round(app):
    for mail in all_mails():
        du, sie = (default_wording(mail.key, variant) for variant in variants() if variant.language == "de")
        assert not {"Sie", "Ihr", "Ihre", "Ihnen", "Ihren"} & words(du), mail.key
        assert not {"du", "dein", "deine", "dich", "dir"} & words(sie), mail.key


def words(wording) -> set[str]:
    return set("".join(sign if sign.isalnum() else " " for sign in wording.subject + wording.body).split())
