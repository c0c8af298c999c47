"""What is told about a wording before it is saved."""

import pytest

from app.mail.checking import check, usable
from app.mail.registry import all_mails, get_mail
from app.mail.wording import Variant, Wording, default_wording, variants

DU = Variant("de_du")


def found(body: str, subject: str = "Betreff", key: str = "set_password"):
    return check(get_mail(key), DU, subject, body)


def told(body: str, **more) -> list[tuple]:
    return [(problem.kind, problem.words) for problem in found(body, **more)]


def test_our_own_wordings_have_no_problem(app):
    mails = [mail for mail in all_mails() if mail.audience != "apex"]
    for mail in mails:
        for variant in variants():
            ours = default_wording(mail.key, variant)
            assert check(mail, variant, ours.subject, ours.body) == [], (mail.key, variant)
            assert usable(mail, variant, ours)


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        ("durchwahl", None),
        ("vornahme", "vorname"),
        ("Vorname", "vorname"),
        ("kontakt.vorname", "vorname"),
        ("link.gilt_bis", "link_gilt_bis"),
        ("agentur.telefon", "agentur"),
        ("first_name", "vorname"),
        ("link_expires", "link_gilt_bis"),
    ],
)
def test_unknown_placeholder_is_named_with_the_one_that_may_be_meant(app, written, suggestion):
    (problem,) = found(f"{{{{ link }}}}\n\n{{{{ {written} }}}}")
    assert problem.words == f"„{written}“ kennt das Programm nicht."
    assert (problem.kind, problem.where, problem.line, problem.grave) == ("unknown", "body", 3, True)
    assert (problem.name, problem.suggestion) == (written, suggestion)


def test_unknown_placeholders_are_found_where_no_sample_leads(app):
    body = "{{ link }}{% if vorname == 'Niemand' %}{{ nie }}{% endif %}{% unless link %}{{ nimmer }}{% endunless %}"
    assert [problem.name for problem in found(body)] == ["nie", "nimmer"]


def test_names_within_a_list_are_known(app):
    good = "{% for neues in neuigkeiten %}{{ neues.titel }} {{ neues.von | upcase }} {{ forloop.index }}{% endfor %}"
    assert found(good + "{{ neuigkeiten.size }}{{ neuigkeiten[0].was }}{{ einstellungen }}", key="news") == []
    (first, second) = found("{% for n in neuigkeiten %}{{ n.titl }}{{ forloop.idx }}{% endfor %}", key="news")
    assert (first.name, first.suggestion) == ("n.titl", "n.titel")
    assert (second.name, second.suggestion) == ("forloop.idx", "forloop.index")


@pytest.mark.parametrize(
    ("body", "kind", "words", "line"),
    [
        ("Hallo\n{{ link", "syntax", "Zu „{{“ fehlt das schließende „}}“.", 2),
        ("{{ link } und {{ vorname }}", "syntax", "Zu „{{“ fehlt das schließende „}}“.", 1),
        ("a\n\n{% if link %}x", "syntax", "Zu {% if %} fehlt das passende {% endif %}.", 3),
        ("a\n{% endif %}", "syntax", "Zu {% endif %} fehlt das passende {% if %}.", 2),
        ("{% if link %}\n{% for x in link %}{% endif %}", "syntax", "Zu {% for %} fehlt das passende {% endfor %}.", 2),
        ("a\n{{ }}", "syntax", "Hier stimmt etwas nicht: {{ }}", 2),
        ("{{ a b }}", "syntax", "Hier stimmt etwas nicht: {{ a b }}", 1),
        ("a\n{% if link == %}b{% endif %}", "syntax", "Hier stimmt etwas nicht: {% if link == %}", 2),
        ("{% if link = 1 %}b{% endif %}", "syntax", "Hier stimmt etwas nicht: {% if link = 1 %}", 1),
        ("{% for i in (1..9) %}a{% endfor %}", "syntax", "Zahlenbereiche wie (1..9) gibt es hier nicht.", 1),
        ("{% if vorname > 1 %}a{% endif %}", "value", "Mit diesem Wert geht das nicht: {% if vorname > 1 %}", 1),
        (
            "{{ vorname | truncate: 'x' }}",
            "value",
            "Mit diesem Wert geht das nicht: {{ vorname | truncate: 'x' }}",
            1,
        ),
        ("a" * 6001, "long", "Hier stehen 6001 Zeichen. Möglich sind höchstens 6000.", None),
        ("- a\n" * 501, "long", "Daraus wird eine zu lange E-Mail.", None),
        ("[" * 1001, "long", "Daraus wird eine zu lange E-Mail.", None),
        (" \n ", "empty", "Der Text fehlt.", None),
        ("{% if link == 1 %}a{% endif %}", "empty", "Der Text bleibt leer.", None),
        (
            "{% assign x = 1 %}",
            "tag",
            "Die Anweisung „assign“ gibt es hier nicht. Es gibt: if, unless, case, for.",
            1,
        ),
    ],
)
def test_what_cannot_be_rendered_is_told_with_its_line(app, body, kind, words, line):
    problem = found(body)[0]
    assert (problem.kind, problem.words, problem.line, problem.grave) == (kind, words, line, True)


def test_unknown_filter_is_named_with_those_there_are(app):
    (problem,) = found("{{ link }} {{ vorname | upcas }}")
    assert "Den Filter „upcas“ gibt es hier nicht. Es gibt: capitalize, default," in problem.words
    assert (problem.kind, problem.suggestion) == ("filter", "upcase")


def test_missing_required_placeholder_can_be_confirmed(app):
    (problem,) = found("Hallo")
    assert problem.words == "{{ link }} fehlt: Der persönliche Link."
    assert (problem.kind, problem.name, problem.grave) == ("missing", "link", False)


@pytest.mark.parametrize(
    "body", ["{{ link }}", "[Los]({{ link }})", "{% if link %}{{ link }}{% endif %}", "<{{ link }}>"]
)
def test_required_placeholder_is_there_when_the_mail_shows_it(app, body):
    assert found(body) == []


@pytest.mark.parametrize(
    "body", ["{% if link %}Ja{% endif %}", "[x]: {{ link }}\n\nHallo", "a {% comment %}{{ link }}{% endcomment %}"]
)
def test_required_placeholder_that_the_mail_does_not_show_is_missing(app, body):
    assert [problem.kind for problem in found(body)] == ["missing"]


def test_placeholder_that_is_missing_for_some_readers_is_told(app):
    words = "Wenn über den Empfänger wenig bekannt ist: {{ link }} fehlt: Der persönliche Link."
    assert told("Hallo {% if nachname %}{{ link }}{% endif %}") == [("missing", words)]


def test_subject_that_stays_empty_is_told(app):
    assert told("{{ link }}", subject="") == [("empty", "Ein Betreff fehlt.")]
    (problem,) = found("{{ link }}", subject="{{ vorname }}")
    assert problem.words == "Wenn über den Empfänger wenig bekannt ist: Der Betreff bleibt leer."
    assert not problem.grave
    assert found("{{ link }}", subject="{% if link == 1 %}a{% endif %}")[0].grave
    assert told("{{ link }}", subject="a" * 301) == [("long", "Hier stehen 301 Zeichen. Möglich sind höchstens 300.")]


def test_welcome_needs_no_link_but_says_where_it_goes(app):
    (problem,) = found("Hallo {{ vorname }}", key="welcome")
    assert problem.words == "{{ link }} kommt nicht vor. Der Link geht dann in einer eigenen E-Mail."
    assert (problem.kind, problem.grave) == ("note", False)
    assert found("{% if link %}{{ link }}{% endif %}", key="welcome") == []


def test_wording_that_fails_without_a_link_is_found(app):
    (problem,) = found("{{ link }}{% unless link %}{{ vorname | truncate: 'x' }}{% endunless %}", key="welcome")
    assert (problem.kind, problem.grave) == ("value", True)
    assert problem.words.startswith("Wenn über den Empfänger wenig bekannt ist: Mit diesem Wert geht das nicht:")


def test_wording_that_is_too_long_for_twenty_pieces_of_news_is_found(app):
    loop = "{% for neues in neuigkeiten %}" + "x" * 400 + "{{ neues.titel }}{% endfor %}{{ einstellungen }}"
    assert ("long", "Bei vielen Neuigkeiten: Daraus wird eine zu lange E-Mail.") in told(loop, key="news")


def test_list_cannot_be_printed_as_a_whole(app):
    assert told("{{ neuigkeiten }}", key="news") == [("value", "Mit diesem Wert geht das nicht: {{ neuigkeiten }}")]


def test_not_more_is_told_than_can_be_read(app):
    assert len(found("".join(f"{{{{ nie{number} }}}}" for number in range(200)))) == 20


def test_wording_with_a_grave_problem_is_not_usable(app):
    mail = get_mail("set_password")
    assert usable(mail, DU, Wording("Betreff", "Ohne Link"))
    assert not usable(mail, DU, Wording("Betreff", "{{ unbekannt }} {{ link }}"))
