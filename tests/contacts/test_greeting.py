"""The one place where people are greeted."""

import pytest

from app.contacts.greeting import greeting_for


@pytest.mark.parametrize(
    ("expected", "fields"),
    [
        (
            "Guten Tag Frau Dr. Muster",
            {"first_name": "Anna", "last_name": "Muster", "salutation": "Frau", "title": "Dr."},
        ),
        ("Guten Tag Herr Brandt", {"first_name": "Ole", "last_name": "Brandt", "salutation": "Herr"}),
        ("Guten Tag Dr. Anna Muster", {"first_name": "Anna", "last_name": "Muster", "title": "Dr."}),
        ("Guten Tag", {"last_name": "Muster"}),
        ("Guten Tag Dr. Muster", {"last_name": "Muster", "title": "Dr."}),
        ("Hello", {"last_name": "Muster", "language": "en"}),
        ("Guten Tag Anna Muster", {"first_name": "Anna", "last_name": "Muster"}),
        ("Guten Tag Anna", {"first_name": "Anna"}),
        ("Guten Tag", {"salutation": "Frau", "title": "Dr."}),
        ("Guten Tag", {}),
        ("Hallo Anna", {"first_name": "Anna", "last_name": "Muster", "salutation": "Frau", "address_form": "du"}),
        ("Guten Tag Frau Muster", {"last_name": "Muster", "salutation": "Frau", "address_form": "du"}),
        ("Dear Ms Muster", {"first_name": "Anna", "last_name": "Muster", "salutation": "Frau", "language": "en"}),
        (
            "Dear Dr. Muster",
            {"first_name": "Anna", "last_name": "Muster", "salutation": "Frau", "title": "Dr.", "language": "en"},
        ),
        ("Dear Anna Muster", {"first_name": "Anna", "last_name": "Muster", "address_form": "du", "language": "en"}),
        ("Hello", {"language": "fr"}),
        ("Hallo Anna", {"first_name": "Anna", "address_form": "du", "language": "de-AT"}),
        (
            "السيدة د. ليلى حداد المحترمة",
            {"first_name": "ليلى", "last_name": "حداد", "salutation": "Frau", "title": "Dr.", "language": "ar"},
        ),
        ("السيد نور صالح المحترم", {"first_name": "نور", "last_name": "صالح", "salutation": "Herr", "language": "ar"}),
        ("السيدة حداد المحترمة", {"last_name": "حداد", "salutation": "Frau", "language": "ar-EG"}),
        ("مرحبًا ليلى حداد", {"first_name": "ليلى", "last_name": "حداد", "address_form": "du", "language": "ar"}),
        ("مرحبًا ليلى", {"first_name": "ليلى", "salutation": "Frau", "language": "ar"}),
        ("تحية طيبة", {"last_name": "حداد", "language": "ar"}),
        ("تحية طيبة", {"salutation": "Frau", "language": "ar"}),
    ],
)
def test_greeting_fits_what_is_known_of_somebody(expected, fields):
    assert greeting_for(**fields) == expected
