"""Which passwords are taken, how they are kept, how the program makes one."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.accounts import passwords, patterns
from app.accounts.passwords import (
    COMMON,
    OWN_WORDS,
    TOO_LONG,
    TOO_SHORT,
    UNTYPEABLE,
    check_new_password,
    generate_password,
    hash_password,
    needs_rehash,
    verify_password,
)

GOOD = "vierzig Kraniche im Nebel"


@pytest.fixture(autouse=True)
def _context(app):
    with app.app_context():
        yield


@pytest.mark.parametrize("length", [1, 7, 11])
def test_short_password_is_refused(length):
    assert check_new_password("Xq7-Zrp.Lw9"[:length]) is TOO_SHORT


@pytest.mark.parametrize("length", [12, 64, 128])
def test_password_of_12_to_128_characters_is_taken(length):
    assert check_new_password("".join(chr(0x4E00 + number * 7) for number in range(length))) is None


def test_129_characters_are_too_many():
    assert check_new_password("".join(chr(0x4E00 + number) for number in range(129))) is TOO_LONG


@pytest.mark.parametrize("sign", ["\0", "\ud800"])
def test_signs_that_cannot_be_typed_are_refused(sign):
    assert check_new_password(GOOD + sign) is UNTYPEABLE


def test_every_listed_password_is_refused():
    listed = [entry for entry in patterns._entries() if len(entry) >= 12]
    assert len(listed) >= 1000
    assert [entry for entry in listed if check_new_password(entry) is None] == []
    assert [entry for entry in listed if check_new_password(entry.upper()) is None] == []


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaa", "1212121212121", "abcabcabcabc", "Xq7!Xq7!Xq7!", "k9Wq.Zbk9Wq.Zb", "123456789012",
        "987654321098", "abcdefghijkl", "zyxwvutsrqpo", "qwertzuiop12", "QWERTZUIOPÜ1", "asdfghjkl123", "poiuztrewqlk",
        "qwertzasdfgh", "1q2w3e4r5t6z", "1a2b3c4d5e6f", "Passwort1234!", "P@55w0rt-2026", "p4ssw0rt!!!!!!",
        "Sommer!2026!!",
        "2026-Hallo-2026", "Willkommen-1", "Hallo.Passwort.1", "SommerWinter2026", "!!!admin!!!2026",
        "correct horse battery staple",
    ],
)  # fmt: skip
def test_patterns_that_everybody_uses_are_refused(password):
    assert check_new_password(password) is COMMON


WORDS = ("Nordlicht & Söhne GmbH", "nordlicht", "Änne", "Großkreutz", "aenne.gk@firma-nord.example.org")


@pytest.mark.parametrize(
    "password",
    [
        "Kontor-4711-2026", "k0nt0r!!k0nt0r", "Nordlicht2026!", "nordlichtGmbH1", "2026.Söhne.2026", "AnneGroßkreutz",
        "grosskreutz-99", "AENNE.AENNE.1", "Firma-Nord-2026", "N0rdl1cht-x-99", "example.org.1", "nordlichtEXAMPLE",
    ],
)  # fmt: skip
def test_passwords_of_own_words_are_refused(password):
    assert check_new_password(password, WORDS) is OWN_WORDS
    assert check_new_password(GOOD, (*WORDS, None, "")) is None


def test_own_words_within_a_longer_thought_are_fine():
    assert check_new_password("im Nordlicht singt die Möwe", WORDS) is None


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=12, max_size=128))
def test_there_are_no_rules_of_composition(password):
    assert patterns.is_common(password) or check_new_password(password) is None


def test_only_the_exact_password_is_verified():
    stored = hash_password(GOOD * 4)
    assert verify_password(stored, GOOD * 4)
    assert not verify_password(stored, (GOOD * 4)[:-1])
    for exact in ("Kölner Möwe 4711", "Ko\u0308lner Mo\u0308we", " Blank am Rand ", "x" * 127 + "y"):
        stored = hash_password(exact)
        assert verify_password(stored, exact)
        others = {exact.lower(), exact.upper(), exact.strip(), exact + " ", exact[:-1], exact[:-1] + "z", exact + "\0"}
        others |= {exact.replace("ö", "o\u0308"), exact.replace("o\u0308", "ö")} - {exact}
        assert not any(verify_password(stored, other) for other in others - {exact})


@pytest.mark.parametrize("typed", ["", "\0", "\ud800", "x" * 5000])
def test_odd_input_is_a_wrong_password_and_no_error(typed):
    assert not verify_password(hash_password(GOOD), typed)
    assert not verify_password(None, typed)


def test_missing_account_costs_the_same_work(monkeypatch):
    seen = []
    monkeypatch.setattr(passwords, "_hasher", lambda: Spy(seen))
    for stored in (hash_password(GOOD), None):
        assert not verify_password(stored, "something else")
    known, unknown = (stored.split("$")[1:4] for stored in seen)
    assert known == unknown
    assert {tuple(map(len, stored.split("$")[4:])) for stored in seen} == {(22, 43)}


class Spy:
    """The real hasher, which tells what it was asked to verify."""

    def __init__(self, seen):
        self.seen, self.hasher = seen, passwords.COSTS["low"]

    def __getattr__(self, name):
        return getattr(self.hasher, name)

    def verify(self, stored, typed):
        self.seen.append(stored)
        return self.hasher.verify(stored, typed)


def test_broken_hash_verifies_nothing():
    assert not verify_password("not a hash", GOOD)
    assert not verify_password("$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA", GOOD)


def test_hash_of_other_costs_is_to_be_made_anew(app):
    cheap = hash_password(GOOD)
    assert not needs_rehash(cheap)
    app.config["PASSWORD_COST"] = "normal"
    try:
        dear = hash_password(GOOD)
        assert dear.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
        assert needs_rehash(cheap)
        assert verify_password(cheap, GOOD)
    finally:
        app.config["PASSWORD_COST"] = "low"


def test_program_makes_readable_passwords():
    made = {generate_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        assert re.fullmatch(r"([A-Z][a-z]{3,9}-){3}[A-Z][a-z]{3,9}[1-9][0-9]", password)
        assert check_new_password(password) is None


def test_made_passwords_have_50_bits():
    nouns = passwords._nouns()
    assert len(nouns) == len(set(nouns))
    assert 4 * math.log2(len(nouns)) + math.log2(90) > 50


def test_program_never_makes_what_it_would_refuse():
    own = passwords._nouns()[:-40]
    assert check_new_password(generate_password(own), own) is None
