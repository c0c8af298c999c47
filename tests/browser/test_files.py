"""Uploading in Chromium: choosing, dropping, stopping, and what is said when it does not work."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.surroundings import faults_of
from tests.cast import PASSWORD

ATTACK = "<!doctype html><script>opener?.alert(1); document.title = 'lief'</script>"


def sent(name: str, content: bytes = b"x") -> dict:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@pytest.fixture
def page(browser, live, cast):
    """The files of a customer, seen by a member of the staff; no error may reach the console."""
    context = browser.new_context(locale="de-DE", base_url=f"http://{cast.a.host}:{live.port}")
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("/anmelden")
    page.get_by_label("E-Mail-Adresse").fill(cast.a.member.email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.wait_for_url(lambda url: "anmelden" not in url)
    page.goto(f"/verwaltung/dateien/kunde/{cast.a.customer.id}")
    yield page
    context.close()
    assert not errors


def choose(page, *files: dict) -> None:
    page.locator("input[type=file]").set_input_files(list(files))


def chosen(page) -> list[str]:
    return page.locator("input[type=file]").evaluate("input => [...input.files].map(file => file.name)")


def press(page) -> None:
    page.get_by_role("button", name="Hochladen").click()


def fault(page):
    return page.locator("chosen-files .fault")


def test_what_is_chosen_is_listed_and_can_be_let_go(page):
    choose(page, sent("Plan.txt", b"x" * 2_400_000), sent("Skizze.txt"))
    rows = page.locator("chosen-files li")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(re.compile(r"Plan\.txt\s*2,4\sMB"))
    rows.first.get_by_role("button", name="Entfernen Plan.txt").click()
    expect(rows).to_have_count(1)
    press(page)
    expect(page.get_by_text("1 Datei hochgeladen.")).to_be_visible()
    expect(page.locator(".file-rows li")).to_have_count(1)
    expect(page.get_by_role("link", name="Skizze.txt", exact=True)).to_be_visible()


def test_files_can_be_dropped_onto_the_form(page):
    page.locator("upload-form form").evaluate(
        """form => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File(["x"], "Fallen.txt"));
          const event = {dataTransfer, bubbles: true};
          for (const kind of ["dragenter", "drop"]) form.dispatchEvent(new DragEvent(kind, event));
        }"""
    )
    assert chosen(page) == ["Fallen.txt"]
    press(page)
    expect(page.get_by_role("link", name="Fallen.txt", exact=True)).to_be_visible()


def test_what_does_not_fit_is_said_and_the_choice_stays(page):
    choose(page, sent("gut.txt"), sent("setup.exe"))
    press(page)
    expect(fault(page)).to_have_text(
        "„setup.exe“ ist ein Programm. Programme nehmen wir nicht an, auch nicht umbenannt."
    )
    assert chosen(page) == ["gut.txt", "setup.exe"]
    expect(page.locator("input[type=file]")).to_be_focused()
    assert faults_of(page) == []
    page.get_by_role("button", name="Entfernen setup.exe").click()
    expect(fault(page)).to_have_count(0)
    press(page)
    expect(page.get_by_text("1 Datei hochgeladen.")).to_be_visible()


def test_too_many_are_said_before_anything_is_sent(page):
    asked = []
    page.on("request", lambda request: asked.append(request.method))
    choose(page, *[sent(f"{number}.txt") for number in range(21)])
    expect(fault(page)).to_have_text("Bis zu 20 Dateien, je 50\xa0MB.")
    press(page)
    assert "POST" not in asked


def test_what_is_chosen_later_joins_what_was_chosen_before(page):
    choose(page, sent("Plan.txt"))
    choose(page, sent("Skizze.txt"))
    assert chosen(page) == ["Plan.txt", "Skizze.txt"]


def test_a_broken_line_is_said_and_the_choice_stays(page):
    page.route("**/hochladen", lambda route: route.abort())
    choose(page, sent("Plan.txt"))
    press(page)
    expect(fault(page)).to_contain_text("Die Übertragung ist abgebrochen.")
    assert chosen(page) == ["Plan.txt"]
    page.unroute("**/hochladen")
    press(page)
    expect(page.get_by_text("1 Datei hochgeladen.")).to_be_visible()


def test_it_can_be_stopped(page):
    page.route("**/hochladen", lambda route: None)
    choose(page, sent("Plan.txt"))
    press(page)
    stop = page.get_by_role("button", name="Anhalten")
    expect(stop).to_be_focused()
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert faults_of(page) == []
    stop.click()
    expect(stop).to_be_hidden()
    assert chosen(page) == ["Plan.txt"]


def test_who_was_signed_out_meanwhile_comes_to_the_door(page):
    choose(page, sent("Plan.txt"))
    page.context.clear_cookies(name="__Host-kontor-staff")
    press(page)
    expect(fault(page).or_(page.get_by_role("heading", name="Anmelden"))).to_be_visible()


def test_a_page_that_was_uploaded_never_runs(page):
    choose(page, sent("seite.html", ATTACK.encode()), sent("bild.svg", b"<svg onload='alert(1)'/>"))
    press(page)
    page.on("dialog", lambda dialog: pytest.fail("it ran"))
    for name in ("seite.html", "bild.svg"):
        link = page.get_by_role("link", name=name, exact=True)
        with page.expect_download() as download:
            link.click()
        assert download.value.suggested_filename == name
        link.evaluate("link => link.removeAttribute('download')")
        with page.expect_download():
            link.click()
    assert page.title().startswith("Orgelbau")


def test_a_picture_is_shown_small(page):
    made = io.BytesIO()
    Image.new("RGB", (900, 600), "red").save(made, "PNG")
    choose(page, sent("Foto.png", made.getvalue()))
    press(page)
    expect(page.get_by_text("1 Datei hochgeladen.")).to_be_visible()
    shown = page.locator(".file-rows img")
    for _attempt in range(40):
        if shown.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 480
    assert faults_of(page) == []


def test_everything_works_with_the_keyboard_and_without_script(browser, live, cast, page):
    state = page.context.storage_state()
    context = browser.new_context(java_script_enabled=False, storage_state=state, base_url=page.url)
    plain = context.new_page()
    plain.goto(page.url)
    choose(plain, sent("ohne.txt"))
    plain.get_by_role("button", name="Hochladen").press("Enter")
    expect(plain.get_by_role("link", name="ohne.txt", exact=True)).to_be_visible()
    plain.get_by_text("Dateien hinzufügen").click()
    choose(plain, sent("setup.exe"))
    plain.get_by_role("button", name="Hochladen").press("Enter")
    expect(plain.get_by_text("Bitte wählen Sie die Dateien noch einmal aus.")).to_be_visible()
    context.close()
