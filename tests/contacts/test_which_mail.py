"""Every combination of what decides about mails, held against the sentences of the design (PRODUCT, "Contacts")."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from sqlalchemy import select

from app.contacts.persons import Person
from app.contacts.registration import add_contact, let_in
from app.contacts.which_mail import LINK, TABLE, WELCOME, Answer, Facts, Occasion, answer
from app.mail.models import MailSwitch, OutgoingMail
from app.mail.registry import get_mail
from app.mail.wording import Variant
from app.mail.wordings import MailWording
from tenants import db, uuid7
from tests.cast import PASSWORD

YES_NO = (False, True)
FORM = (Occasion.CONTACT_SAVED, Occasion.CONTACT_WITH_LINK, Occasion.CONTACT_WITH_PASSWORD)
ASKS_FOR_LINK = (Occasion.CONTACT_WITH_LINK, Occasion.INVITED, Occasion.ADMITTED_ANEW, Occasion.LINK_WANTED)


def combinations() -> Iterator[tuple[Occasion, Facts, bool, Answer]]:
    """All of them: the occasion, the facts, whether the welcome wording prints the link, and the answer."""
    switches = [frozenset(), {WELCOME}, {LINK}, {WELCOME, LINK}]
    for occasion, address, barred, had, greeted, wished, off, carries in product(
        Occasion, YES_NO, YES_NO, YES_NO, YES_NO, YES_NO, switches, YES_NO
    ):
        facts = Facts(address, barred, had, greeted, wished, off)
        yield occasion, facts, carries, answer(occasion, facts, lambda carries=carries: carries)


def keys(one: Answer) -> list[str]:
    return [letter.key for letter in one.letters]


def test_the_table_has_a_row_for_every_occasion():
    assert set(TABLE) == set(Occasion)
    assert len(list(combinations())) == 3072


def test_every_contact_of_the_contact_form_is_greeted_unless_inactive_or_ticked_off():
    for occasion, facts, _carries, came in combinations():
        if occasion in FORM and not came.against:
            assert (WELCOME in keys(came)) == (facts.wished and WELCOME not in facts.off), (occasion, facts)


def test_the_first_contact_of_the_customer_form_is_greeted_when_access_is_given_and_not_on_saving():
    for occasion, facts, _carries, came in combinations():
        new = facts.wished and not facts.greeted and not facts.has_access and WELCOME not in facts.off
        if occasion is Occasion.CUSTOMER_SAVED:
            assert not came.letters
        elif occasion in (Occasion.INVITED, Occasion.PASSWORD_GIVEN) and not came.against:
            assert (WELCOME in keys(came)) == new, (occasion, facts)


def test_an_import_sends_nothing():
    assert not [one for occasion, _f, _c, one in combinations() if occasion is Occasion.IMPORTED and one.letters]


def test_one_mail_carries_greeting_and_link_where_the_wording_prints_it_else_each_goes_alone():
    for occasion, facts, carries, came in combinations():
        if came.against or occasion not in ASKS_FOR_LINK or LINK in facts.off:
            continue
        assert [letter.link for letter in came.letters].count(True) == 1, (occasion, facts)
        if WELCOME in keys(came):
            assert keys(came) == ([WELCOME] if carries else [WELCOME, LINK]), (occasion, facts)
        else:
            assert keys(came) == [LINK], (occasion, facts)


def test_a_switched_off_mail_is_never_sent():
    assert not [one for _o, facts, _c, one in combinations() if facts.off & set(keys(one))]


def test_the_link_is_not_to_be_had_while_its_mail_is_switched_off():
    for occasion, facts, _carries, came in combinations():
        if LINK not in facts.off:
            assert came.against != "links_off"
            continue
        if occasion in ASKS_FOR_LINK:
            assert not any(letter.link for letter in came.letters)
        if occasion in ASKS_FOR_LINK and occasion is not Occasion.ADMITTED_ANEW:
            assert came.against, "who asked for a link and gets none is told so"


def test_no_mail_to_who_has_no_address():
    assert not [one for _o, facts, _c, one in combinations() if one.letters and not facts.address]


def test_no_mail_to_who_is_locked_but_that_the_password_was_replaced():
    for occasion, facts, _carries, came in combinations():
        if facts.barred and facts.address:
            assert keys(came) == (["password_changed"] if occasion is Occasion.PASSWORD_REPLACED else [])


def test_who_forgot_gets_one_hour_who_was_invited_a_fresh_link_and_nobody_else_anything():
    for occasion, facts, _carries, came in combinations():
        if occasion in (Occasion.PASSWORD_FORGOTTEN, Occasion.LINK_WANTED):
            if not facts.has_access or not facts.address or facts.barred:
                assert not came.letters
            elif occasion is Occasion.PASSWORD_FORGOTTEN:
                assert keys(came) == ["forgot_password"]
            else:
                assert keys(came) == ([] if LINK in facts.off else [LINK])


def test_who_sends_a_link_again_greets_nobody_twice():
    for occasion, facts, _carries, came in combinations():
        if occasion is Occasion.INVITED and (facts.greeted or facts.has_access):
            assert WELCOME not in keys(came)


def test_nobody_is_mailed_the_same_thing_twice():
    assert all(len(keys(came)) == len(set(keys(came))) for _o, _f, _c, came in combinations())


def test_every_mail_of_the_table_can_be_switched_off_or_is_never_off(app):
    """What the table does not ask the switches about must be a mail without a switch."""
    switchable = {rule.also for rule in TABLE.values() if rule.also and get_mail(rule.also).can_switch_off}
    assert switchable == {LINK}


@pytest.mark.parametrize("wished", YES_NO, ids=["tick", "no-tick"])
@pytest.mark.parametrize("off", [(), (WELCOME,)], ids=["active", "inactive"])
@pytest.mark.parametrize("carries", YES_NO, ids=["bare-wording", "wording-with-link"])
@pytest.mark.parametrize("access", ["none", "link", "password"])
def test_the_contact_form_does_what_the_table_says(cast, access, carries, off, wished):
    with cast.a.work():
        if not carries:
            MailWording.save(get_mail(WELCOME), Variant("de_sie"), "Willkommen", "{{ anrede }}, willkommen.")
        for key in off:
            MailSwitch.switch_off(get_mail(key))
        person = {"first_name": "Kim", "last_name": "Kern", "email": "kim@example.org"}
        contact = add_contact(cast.a.customer.load(), person, id=uuid7())
        password = PASSWORD if access == "password" else ""
        let_in(contact.person, link=access == "link", password=password, welcome=wished)
        db.session.flush()
        sent = db.session.scalars(select(OutgoingMail).where(OutgoingMail.about_id == contact.person_id))
        came = [(mail.key, b"/kunden/passwort/" in mail.content) for mail in sent.all()]
    occasion = {"none": FORM[0], "link": FORM[1], "password": FORM[2]}[access]
    promised = answer(occasion, Facts(wished=wished, off=set(off)), lambda: carries)
    assert came == [(letter.key, letter.link) for letter in promised.letters]


def test_a_link_that_the_wording_keeps_from_this_reader_goes_in_its_own_mail(cast):
    """What counts is the mail as it is read, not whether the word stands somewhere in the wording."""
    with cast.a.work():
        body = '{{ anrede }}{% if vorname == "Anna" %} {{ link }}{% endif %} Ende.'
        MailWording.save(get_mail(WELCOME), Variant("de_sie"), "Willkommen", body)
        came = {}
        for name in ("Anna", "Kim"):
            person = Person.add(first_name=name, last_name="Kern", email=f"{name}-kern@example.org")
            person.invite()
            db.session.flush()
            came[name] = [mail.key for mail in db.session.scalars(OutgoingMail.about("person", person.id))]
    assert came == {"Anna": [WELCOME], "Kim": [LINK, WELCOME]}


def test_a_customer_form_sends_nothing_and_the_first_link_greets(cast):
    with cast.a.work():
        person = Person.add(first_name="Kim", last_name="Kern", email="kim@example.org")
        assert db.session.scalar(OutgoingMail.about("person", person.id)) is None
        person.invite()
        assert [mail.key for mail in db.session.scalars(OutgoingMail.about("person", person.id))] == [WELCOME]
