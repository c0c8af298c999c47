"""What every declaration of a mail holds, so that list, editor, checks and places can rely on it."""

from __future__ import annotations

import re

from app.mail.registry import AREAS, all_mails
from app.mail.wording import DEFAULTS, default_wording, variants

ABOUT_ACCESS = {"link", "code"}
"""Placeholders that open something to whoever reads them."""


def test_every_mail_says_what_it_is_and_when_it_goes(app):
    for mail in all_mails():
        assert mail.area in AREAS
        assert str(mail.label), mail.key
        assert str(mail.occasion).startswith("Wenn "), mail.key
        assert str(mail.occasion).endswith("."), mail.key


def test_every_mail_that_can_be_switched_off_says_what_is_missing_then_and_why_in_the_places_where_it_would_go(app):
    for mail in all_mails():
        assert bool(mail.without) == bool(mail.unsent) == mail.can_switch_off, mail.key


def test_what_opens_an_access_makes_a_mail_sensitive_and_nothing_else_does(app):
    for mail in all_mails():
        names = {placeholder.name for placeholder in mail.placeholders}
        assert mail.sensitive == bool(names & ABOUT_ACCESS), mail.key


def test_every_placeholder_has_one_word_a_meaning_and_a_sample_in_every_variant(app):
    for mail in all_mails():
        words = [placeholder.word for placeholder in mail.placeholders]
        assert len(words) == len(set(words)), mail.key
        for placeholder in mail.placeholders:
            assert re.fullmatch(r"[a-z][a-z_]*", placeholder.word), placeholder.word
            assert str(placeholder.meaning), placeholder.word
            assert all(placeholder.sample_for(variant) is not None for variant in variants()), placeholder.word


def test_every_mail_has_a_wording_in_every_variant_and_no_wording_is_of_no_mail(app):
    keys = {mail.key for mail in all_mails()}
    for variant in variants():
        assert {path.stem for path in (DEFAULTS / variant.folder).glob("*.md")} == keys | {"footer"}
        assert all(default_wording(key, variant).subject for key in keys)
