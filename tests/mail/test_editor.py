"""The editor of one mail's wording."""

PATH = "/verwaltung/einstellungen/e-mail-templates/welcome/de_sie"


def test_editor_shows_subject_and_text(cast):
    client = cast.a.sign_in("admin").get(PATH)
    assert client.title == "Neuer Kontakt hinzugefügt / registriert (Begrüßungs-E-Mail)"
    assert "{{ anrede }}" in client.html
