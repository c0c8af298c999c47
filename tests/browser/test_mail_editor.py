"""The wording of a mail, from the editor to a contact's mailbox and back to an earlier version.

With the mouse, by keyboard alone, without script, on a phone. Then what the check says of a required placeholder that
goes, and all pages of it to the eye and to assistive technology.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from app.mail.registry import get_mail
from app.mail.wording import Variant
from app.mail.wordings import MailWording
from tests.browser.looking import look_at, sign_in
from tests.browser.stage import Stage
from tests.browser.test_main_journey import WAYS
from tests.browser.visitor import KeyboardVisitor
from tests.cast import Agency, make_agency
from tests.letters import text_of

LIST = "/verwaltung/einstellungen/e-mail-templates"
WELCOME = "Neuer Kontakt hinzugefügt / registriert (Begrüßungs-E-Mail)"
FIRST, SECOND, THIRD = "lea.hafen@example.org", "til.watt@example.org", "ida.siel@example.org"
GOODBYE = "Bis bald, {name}! Dein Link wartet schon."
NEXT = "Auf bald, {name}!"


@pytest.fixture
def agency(app) -> Agency:
    return make_agency(app, "Hafenlicht")


@pytest.mark.parametrize("stage", WAYS, indirect=True)
def test_a_wording_from_the_editor_to_the_mailbox_and_back(stage: Stage, agency):
    office = stage.visitor(agency, "/anmelden", agency.owner.email)
    open_the_editor(stage, office, agency)
    write_with_a_slip(office)
    mend_the_slip(office)
    look_at_the_preview(stage, office, agency)
    send_a_test_mail(stage, office, agency)
    save(stage, office, "Abschied", 1)
    add_contact(stage, office, agency, "Lea", FIRST)
    assert GOODBYE.format(name="Lea") in letter(stage, agency, FIRST)
    open_the_editor(stage, office, agency)
    write_another_end(office)
    save(stage, office, "Anders", 2)
    add_contact(stage, office, agency, "Til", SECOND)
    assert NEXT.format(name="Til") in letter(stage, agency, SECOND)
    restore_the_first(stage, office, agency)
    add_contact(stage, office, agency, "Ida", THIRD)
    assert GOODBYE.format(name="Ida") in letter(stage, agency, THIRD)
    switch_it_off(stage, office, agency)
    hear_why_no_mail_goes(stage, office, agency)


def open_the_editor(stage: Stage, office, agency: Agency) -> None:
    """Einstellungen → E-Mail-Templates → the mail → Deutsch, Du."""
    office.open(f"{stage.origin(agency)}/verwaltung/einstellungen")
    office.follow("E-Mail-Templates")
    office._press(office.page.get_by_role("link", name="Begrüßungs-E-Mail").first)
    office.heading(WELCOME)
    office._press(office.page.get_by_role("link", name=re.compile("^Deutsch, Du")))
    office.page.wait_for_url("**/welcome/de_du")
    stage.fits(office)


def to_the_end(office) -> None:
    """Into the text, behind its last word."""
    text = office._field("Text")
    text.click() if type(office) is not KeyboardVisitor else office._reach(text)
    office.page.keyboard.press("Control+End")


def write_with_a_slip(office) -> None:
    """A placeholder and a condition, by the tools where there are any; then a name that nobody knows."""
    to_the_end(office)
    office.page.keyboard.type("\n\nBis bald, ")
    if has_tools(office):
        use_tool(office, "Platzhalter", "vorname")
        office.page.keyboard.type("! ")
        use_tool(office, "Text gestalten", "Bedingung")
        office.page.keyboard.type("Dein Link wartet schon.")
        expect(office._field("Text")).to_have_value(re.compile("{% if mit_link %}Dein Link wartet schon.{% endif %}$"))
    else:
        office.page.keyboard.type("{{ vorname }}! {% if mit_link %}Dein Link wartet schon.{% endif %}")
    to_the_end(office)
    office.page.keyboard.type(" {{ vornahme }}")


def has_tools(office) -> bool:
    return office.page.get_by_role("toolbar").count() > 0


def use_tool(office, bar: str, name: str) -> None:
    """Press a tool: one Tab leads into a toolbar, arrows to the tool."""
    tools = office.page.get_by_role("toolbar", name=bar)
    tool = tools.get_by_role("button", name=name, exact=True)
    if type(office) is not KeyboardVisitor:
        tool.click()
        return
    office._reach(tools.locator("button[tabindex='0']"))
    for _ in range(tools.get_by_role("button").count()):
        if tool.evaluate("element => element === document.activeElement"):
            break
        office.page.keyboard.press("ArrowRight")
    expect(tool).to_be_focused()
    office.page.keyboard.press("Enter")


def mend_the_slip(office) -> None:
    """The check says what is unknown, while it is typed or when it is saved, and offers what may be meant."""
    if not has_tools(office):
        office.press("Speichern")
        office.sees("Noch nicht gespeichert")
    office.sees("vornahme")
    meant = office.page.locator("#pruefung").get_by_role("button", name="vorname", exact=True)
    office._press(meant)
    expect(office._field("Text")).to_have_value(re.compile(r"{% endif %} {{ vorname }}$"))
    expect(office.page.get_by_text("vornahme")).to_have_count(0)
    to_the_end(office)
    for _ in " {{ vorname }}":
        office.page.keyboard.press("Backspace")


def frame(office):
    """What the preview shows, once a fresh one has taken the old one's place."""
    return office.page.frame_locator(".stage iframe:not(.coming)")


def shows(office, words: str) -> None:
    if not has_tools(office):
        office.press("Vorschau zeigen")
    expect(frame(office).get_by_text(words).first).to_be_visible(timeout=20_000)


def look_at_the_preview(stage: Stage, office, agency: Agency) -> None:
    """For nobody in particular and for a contact, as HTML and as text, narrow and by night."""
    shows(office, GOODBYE.format(name="Anna"))
    office.choose("Gezeigt für", f"{agency.other_person.name} ({agency.other_person.email})")
    shows(office, GOODBYE.format(name=agency.other_person.name.split()[0]))
    office.pick("Schmal")
    office.pick("Nacht")
    office.pick("Nur Text")
    shows(office, "Passwort festlegen:")
    stage.fits(office)
    expect(office._field("Text")).to_have_value(re.compile("Bis bald, "))


def send_a_test_mail(stage: Stage, office, agency: Agency) -> None:
    office._press(office.page.get_by_role("button", name=re.compile("^Testmail")))
    office.sees("Die Testmail ist unterwegs")
    mail = stage.letter(agency, agency.owner.email, "Bis bald, ")
    assert mail["Subject"].startswith("[Test] ")
    stage.fits(office)


def save(stage: Stage, office, note: str, number: int) -> None:
    office.fill({"Was haben Sie geändert?": note})
    office.press("Speichern")
    office.sees(f"Fassung {number} ist gespeichert")
    stage.fits(office)


def add_contact(stage: Stage, office, agency: Agency, first_name: str, email: str) -> None:
    """A contact that is spoken to with Du and gets a link."""
    office.open(f"{stage.origin(agency)}/verwaltung/kunden/{agency.customer.id}/kontakte/neu")
    office.fill({"Vorname": first_name, "Nachname": "Hafen", "E-Mail-Adresse": email})
    office.pick("Du")
    office.tick("Kennwort per E-Mail versenden")
    office.press("Speichern")
    office.sees("Kontakt angelegt.")


def letter(stage: Stage, agency: Agency, email: str) -> str:
    return text_of(stage.letter(agency, email, "/kunden/passwort/"))


def write_another_end(office) -> None:
    to_the_end(office)
    for _ in "Bis bald, {{ vorname }}! {% if mit_link %}Dein Link wartet schon.{% endif %}":
        office.page.keyboard.press("Backspace")
    office.page.keyboard.type("Auf bald, {{ vorname }}!")


def restore_the_first(stage: Stage, office, agency: Agency) -> None:
    open_the_editor(stage, office, agency)
    office._press(office.page.get_by_role("link", name=re.compile(r"^Vergleichen mit: Fassung 1")))
    office.heading("Fassung 1 vergleichen")
    assert office.page.locator("ins").all_inner_texts() == ["Auf"]
    stage.fits(office)
    office.press("Fassung 1 wiederherstellen")
    office.sees("Fassung 1 gilt wieder")
    expect(office._field("Text")).to_have_value(re.compile("Bis bald, {{ vorname }}!"))


def switch_it_off(stage: Stage, office, agency: Agency) -> None:
    open_the_editor(stage, office, agency)
    switch = office.page.get_by_role("switch", name="Aktiv")
    if type(office) is KeyboardVisitor:
        office._reach(switch)
        office.page.keyboard.press("Space")
    else:
        switch.click()
    office.press("Speichern")
    office.sees("ist abgeschaltet und wird nicht mehr verschickt")
    stage.fits(office)


def hear_why_no_mail_goes(stage: Stage, office, agency: Agency) -> None:
    office.open(f"{stage.origin(agency)}/verwaltung/kunden/{agency.customer.id}/kontakte/neu")
    office.sees("Das E-Mail-Template der Begrüßung ist nicht aktiv")
    stage.fits(office)


def test_what_must_stand_in_a_mail_goes_only_when_confirmed(browser, live, agency):
    stage = Stage(browser, live, "mouse")
    office = stage.visitor(agency, "/anmelden", agency.owner.email)
    office.open(f"{stage.origin(agency)}{LIST}/set_password/de_sie")
    text = office._field("Text")
    text.fill("{{ anrede }}, Ihr Zugang ist eingerichtet.")
    office.sees("Trotzdem speichern")
    office.press("Speichern")
    office.sees("Ist das Absicht?")
    expect(text).to_have_value("{{ anrede }}, Ihr Zugang ist eingerichtet.")
    office.tick("Trotzdem speichern")
    text.press("Control+s")
    office.sees("Fassung 1 ist gespeichert")
    stage.close()


def test_what_is_wrong_stays_marked_in_a_text_that_was_refused(browser, live, agency):
    stage = Stage(browser, live, "mouse")
    office = stage.visitor(agency, "/anmelden", agency.owner.email)
    office.open(f"{stage.origin(agency)}{LIST}/welcome/de_sie")
    office._field("Text").fill("{{ anrede }}, {{ unsinn }}")
    office.press("Speichern")
    office.sees("Noch nicht gespeichert")
    expect(office.page.locator(".marks .bad")).to_have_text("{{ unsinn }}")
    expect(office._field("Text")).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    stage.close()


def test_a_test_mail_moves_nothing_aside(browser, live, agency):
    stage = Stage(browser, live, "mouse")
    office = stage.visitor(agency, "/anmelden", agency.owner.email)
    office.open(f"{stage.origin(agency)}{LIST}/welcome/de_sie")
    button = office.page.get_by_role("button", name="Testmail an mich")
    before = button.bounding_box()
    office._press(button)
    office.sees("unterwegs")
    assert button.bounding_box()["x"] == before["x"]
    stage.close()


def test_a_draft_is_not_left_without_asking_and_looking_at_it_is_no_step_back(browser, live, agency):
    stage = Stage(browser, live, "mouse")
    office = stage.visitor(agency, "/anmelden", agency.owner.email)
    office.open(f"{stage.origin(agency)}{LIST}")
    office.open(f"{stage.origin(agency)}{LIST}/welcome/de_sie")
    steps = office.page.evaluate("history.length")
    office._field("Text").fill("Moin {{ vorname }}")
    shows(office, "Moin Anna")
    office.pick("Nacht")
    office.pick("Nur Text")
    expect(frame(office).locator("pre")).to_be_visible()
    assert office.page.evaluate("history.length") == steps
    asked = []
    office.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    office.page.go_back()
    office.heading("E-Mail-Templates")
    assert asked == ["beforeunload"]
    stage.close()


def test_the_pages_about_wordings(visit, cast):
    with cast.a.work():
        for subject in ("Willkommen", "Schön, dass Sie da sind"):
            MailWording.save(
                get_mail("welcome"), Variant("de_sie"), subject, "{{ anrede }}\n\n[Los]({{ link }})", subject
            )
    visitor = visit(cast.a.host)
    sign_in(visitor, "/anmelden", cast.a.owner.email)
    editor = f"{LIST}/welcome/de_sie"
    paths = [LIST, editor, f"{LIST}/welcome/ar", f"{LIST}/news/de_du", f"{editor}/fassungen/1", f"{editor}/fassungen/0"]
    assert look_at(visitor, [*paths, f"{editor}/fassungen/2"]) == []
