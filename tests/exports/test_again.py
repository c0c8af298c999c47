"""What was exported can be imported again, and then changes nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.contacts.registration import add_customer
from app.groups.models import Group, GroupMembership, Rubric
from tenants import db, uuid7
from tests.imports.conftest import office  # noqa: F401 (a fixture)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("program", ["excel", "einfach"])
def test_an_export_imports_as_what_is_there(cast, office, program, language):  # noqa: F811
    with cast.a.work():
        cast.a.owner.load().speak(language)
        first, staff = cast.a.customer.load(), cast.a.member.load()
        first.update(
            company="=Orgelbau & Söhne", street="-1 Hof", postcode="01067", city="Dresden", phone="+493512312510",
            mobile="+4366412345678", fax="+493023125109", email="post@example.org", website="https://www.example.org",
            note="- Zahlt pünktlich\n- Ruft an", in_lists=True, language="fr", responsible_id=staff.id,
        )  # fmt: skip
        cast.a.other_customer.load().update(country="AT", phone="+43112345678", address_form="du")
        Group.add(rubric=db.session.scalars(select(Rubric)).first(), name="Shop")
        GroupMembership.set(first, db.session.scalars(select(Group)).all())
        paula = {"salutation": "Frau", "first_name": "Paula", "last_name": "Gerlach"}
        add_customer(uuid7(), paula | {"kind": "private", "mobile": "+4915123125100"}, paula)
    owner = cast.a.sign_in("owner").get("/verwaltung/kunden/export")
    form = {"what": "kunden", "table": program, "version": "4.0"}
    content = owner.post("/verwaltung/kunden/export", form).response.get_data()
    id = office.run(content)
    assert [(fate, said) for _number, fate, said in office.rows(id)] == [("same", "")] * 3
    assert owner.get("/verwaltung/kunden/export").post("/verwaltung/kunden/export", form).response.get_data() == content
