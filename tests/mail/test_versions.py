"""Earlier versions of a wording: compared, and sent again."""

from __future__ import annotations

from app.mail.registry import get_mail
from app.mail.wording import Variant, default_wording
from app.mail.wordings import MOST, MailWording
from tenants import db
from tests.mail.test_editor import PATH, TEMPLATES, open_editor, subjects

SIE = Variant("de_sie")


def write(agency, *wordings: tuple[str, str]) -> None:
    for subject, body in wordings:
        with agency.work():
            MailWording.save(get_mail("welcome"), SIE, subject, body)


def test_versions_stand_with_their_author_newest_first(cast):
    client = open_editor(cast.a)
    for subject in ("Eins", "Zwei"):
        client.submit("Speichern", {"Betreff": subject, "Was haben Sie geändert?": f"Betreff {subject}"})
    text = client.text
    assert text.index("Fassung 2: Betreff Zwei") < text.index("Fassung 1: Betreff Eins") < text.index("Standard von K")
    assert client.page.all("ol")[-1].text().count(cast.a.admin.name) >= 2


def test_difference_is_shown_line_by_line_and_word_by_word(cast):
    write(cast.a, ("Eins", "Gleich\n\nAlt und gut\nfort"), ("Eins", "Gleich\n\nNeu und gut"))
    client = open_editor(cast.a).follow("Vergleichen", near="Fassung 1")
    assert client.title == "Fassung 1 vergleichen"
    page = client.page
    assert [node.text() for node in page.all("del")] == ["Alt", "fort"]
    assert [node.text() for node in page.all("ins")] == ["Neu"]
    assert "Jetzt: Fassung 2" in client.text


def test_earlier_version_is_restored_as_a_new_one(cast):
    write(cast.a, ("Eins", "A {{ link }}"), ("Zwei", "B {{ link }}"))
    client = open_editor(cast.a).get(f"{PATH}/fassungen/1").submit("Fassung 1 wiederherstellen")
    assert client.path == PATH
    assert "Fassung 1 gilt wieder. Ab jetzt geht die E-Mail so hinaus." in client.text
    assert "Fassung 3: wie Fassung 1" in client.text
    assert subjects(cast.a) == ["Eins", "Zwei", "Eins"]
    assert client.value("Text") == "A {{ link }}"


def test_reset_sends_our_words_again_and_loses_nothing(cast):
    write(cast.a, ("Eins", "A {{ link }}"))
    client = open_editor(cast.a).follow("Auf Standard zurücksetzen")
    assert client.title == "Mit dem Standard vergleichen"
    client.submit("Auf Standard zurücksetzen")
    assert "Frühere Fassungen bleiben hier stehen." in client.text
    assert client.value("Text") == default_wording("welcome", SIE).body
    assert "Fassung 2, zurück auf Standard" in client.text
    assert subjects(cast.a) == [None, "Eins"]
    client.get(f"{PATH}/fassungen/1").submit("Fassung 1 wiederherstellen")
    assert subjects(cast.a) == ["Eins", None, "Eins"]


def test_what_is_sent_already_offers_nothing_to_restore(cast):
    write(cast.a, ("Eins", "A {{ link }}"))
    client = open_editor(cast.a).get(f"{PATH}/fassungen/1")
    assert "Beide sind gleich." in client.text
    assert not [button for button in client.page.all("button") if "wiederherstellen" in button.text()]


def test_what_is_no_version_is_not_there(cast):
    write(cast.b, ("Eins", "A"))
    client = open_editor(cast.a)
    paths = (f"{PATH}/fassungen/1", f"{PATH}/fassungen/99999999999", f"{TEMPLATES}/unsinn/de_sie/fassungen/0")
    assert [client.get(path).status for path in paths] == [404] * 3
    client.get(PATH)
    assert client.post(f"{PATH}/fassungen/1/wiederherstellung").status == 404
    assert subjects(cast.b) == ["Eins"]


def test_long_histories_are_folded_and_cost_no_more_queries(cast, count_queries):
    client, counts = open_editor(cast.a), []
    for more in (3, 20):
        write(cast.a, *((f"{more}-{number}", "A {{ link }}") for number in range(more)))
        with count_queries() as statements:
            client.get(PATH)
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert "18 frühere Fassungen" in client.text


def test_endless_versions_do_not_fill_the_page(cast):
    with cast.a.work():
        for number in range(1, MOST + 11):
            row = {"key": "welcome", "variant": "de_sie", "number": number, "subject": f"Nummer {number}"}
            db.session.add(MailWording(body="{{ link }}", note="", staff_name="Ada", **row))
    client = open_editor(cast.a)
    assert len([node for node in client.page.all("a") if "/fassungen/" in node["href"]]) == MOST + 1
    assert client.get(f"{PATH}/fassungen/3").status == 200
    assert "Nummer 3" in client.text
    assert client.get(f"{PATH}/fassungen/{MOST + 11}").status == 404
