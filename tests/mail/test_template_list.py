"""„E-Mail-Templates“: which mails there are, in whose words they go, and which are switched off."""

from app.mail.registry import get_mail
from app.mail.wording import Variant
from app.mail.wordings import MailWording
from tenants import db

TEMPLATES = "/verwaltung/einstellungen/e-mail-templates"
DU, SIE = Variant("de_du"), Variant("de_sie")


def write(subject="Moin", body="Hallo {{ vorname }} {{ link }}", key="welcome", variant=DU):
    return MailWording.save(get_mail(key), variant, subject, body)


def page(cast, who="admin"):
    return cast.a.sign_in(who).get(TEMPLATES)


def test_every_mail_leads_to_its_wordings_in_every_language(cast):
    client = page(cast)
    for variant in ("de_sie", "de_du", "en", "ar"):
        assert f'href="{TEMPLATES}/welcome/{variant}"' in client.html
    assert client.html.index("welcome/de_sie") < client.html.index("welcome/de_du") < client.html.index("welcome/ar")
    assert "eigene Fassung" not in client.text
    assert "Zuletzt geändert" not in client.text


def test_mails_of_the_product_itself_are_not_there(cast):
    assert "agency_lookup" not in page(cast).html


def test_own_wording_is_marked_with_its_latest_change(cast):
    with cast.a.work():
        write(variant=SIE)
    client = cast.a.sign_in("admin").get(f"{TEMPLATES}/welcome/de_du")
    client.submit("Speichern", {"Betreff": "Moin", "Text": "{{ link }}"})
    text = client.get(TEMPLATES).text
    assert text.count("eigene Fassung") == 2
    assert f"Zuletzt geändert {cast.a.admin.name}" not in text
    assert cast.a.admin.name in text.split("Zuletzt geändert")[1][:80]
    assert "eigene Fassung" not in cast.b.sign_in("admin").get(TEMPLATES).text


def test_wording_taken_back_is_marked_no_more_but_was_a_change(cast):
    with cast.a.work():
        write()
        MailWording.reset(get_mail("welcome"), DU)
    text = page(cast).text
    assert "eigene Fassung" not in text
    assert "Zuletzt geändert" in text


def test_wording_that_cannot_be_used_is_said(cast):
    with cast.a.work():
        write(body="{{ was_es_nicht_mehr_gibt }}")
    text = page(cast).text
    assert "Deutsch, Du lässt sich nicht verwenden" in text
    assert "Eine eigene Fassung lässt sich nicht verwenden." in text


def test_wording_that_failed_when_a_mail_was_made_of_it_is_said_until_it_is_mended(cast):
    with cast.a.work():
        write().cannot_be_used()
    assert "Deutsch, Du lässt sich nicht verwenden" in page(cast).text
    with cast.a.work():
        write(body="Berichtigt {{ link }}")
    assert "lässt sich nicht verwenden" not in page(cast).text


def test_list_says_what_an_inactive_mail_disables_before_and_after(cast):
    client = page(cast)
    assert "Abgeschaltet: Solange lässt sich „Kennwort per E-Mail versenden“ nicht wählen." in client.text
    client.submit("Abschalten", near="Lege ein neues Passwort fest")
    assert "Solange lässt sich „Kennwort per E-Mail versenden“ nicht wählen." in client.text
    assert "Abgeschaltet: Solange lässt sich" not in client.text


def test_list_takes_the_same_queries_with_many_wordings(cast, count_queries):
    client = page(cast)
    with count_queries() as few:
        client.get(TEMPLATES)
    with cast.a.work():
        for key in ("welcome", "set_password", "forgot_password", "password_changed"):
            for variant in (DU, SIE, Variant("en"), Variant("ar")):
                write(key=key, variant=variant)
                write("Noch einmal", key=key, variant=variant)
        db.session.flush()
    with count_queries() as many:
        client.get(TEMPLATES)
    assert len(few) == len(many)
