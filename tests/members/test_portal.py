"""The member list in the portal: the section for customers, and one's own entry in the profile."""

import pytest

from app.access.models import ContactPermission
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import Customer
from app.groups.models import GroupMembership
from app.members.models import CustomerPicture, MemberList
from tests.cast import Someone
from tests.members.conftest import group_named, member, set_up
from tests.members.test_public import names, webp

LIST, ENTRY = "/kunden/mitglieder", "/kunden/profil/mitgliederliste"


def menu(client) -> list[str]:
    return [link.text() for nav in client.page.all("nav") for link in nav.all("a")]


def test_whom_a_group_opens_it_sees_the_list(listed):
    with listed.work():
        ContactPermission.set(listed.contact.load(), [])
    member(listed, "Ärztehaus", city="Kiel")
    set_up(listed, public=False, fields="city")
    client = listed.sign_in("person").get("/kunden/").follow("Mitgliederliste")
    assert client.path == LIST
    assert names(client) == ["Ärztehaus", "Orgelbau Matthiesen"]
    assert "Engelsgrube" not in client.text
    client.submit("Suchen", {"In der Liste suchen": "kiel"})
    assert names(client) == ["Ärztehaus"]
    assert names(client.get(LIST, query_string={"q": "Engelsgrube"})) == []


@pytest.mark.parametrize("why", ["no group opens it", "it is switched off"])
def test_without_it_404_and_no_trace(listed, why):
    id = member(listed, "Ärztehaus")
    set_up(listed, pictures=True)
    with listed.work():
        CustomerPicture.set(Customer.get(id), webp())
    client = listed.sign_in("person")
    assert client.get(LIST).status == 200
    assert client.get(f"{LIST}/bild/{id}").status == 200
    with listed.work():
        if why == "no group opens it":
            GroupMembership.set(listed.customer.load(), [group_named("Nord")])
            group_named("Nord").open("projects")
        else:
            MemberList.change(in_portal=False)
        ContactPermission.set(listed.contact.load(), ["members", "projects"])
    assert client.get(LIST).status == 404
    assert client.get(f"{LIST}/bild/{id}").status == 404
    assert LIST not in client.get("/kunden/").html
    assert "Ärztehaus" not in client.html


def test_pictures_only_where_the_list_has_them(listed):
    with listed.work():
        CustomerPicture.set(listed.customer.load(), webp())
        CustomerPicture.set(listed.other_customer.load(), webp())
    client, path = listed.sign_in("person"), f"{LIST}/bild/{listed.customer.id}"
    assert client.get(path).status == 404
    set_up(listed, pictures=True)
    assert path in client.get(LIST).html
    assert client.get(path).status == 200
    assert client.get(f"{LIST}/bild/{listed.other_customer.id}").status == 404


def test_another_agency_and_who_is_signed_out(listed, cast):
    set_up(cast.b)
    member(cast.b, "Fremdes Haus")
    assert "Fremdes Haus" not in listed.sign_in("person").get(LIST).html
    for path in (LIST, ENTRY):
        assert listed.visit().get(path).title == "Anmelden"


def test_the_entry_shows_exactly_what_everybody_sees(listed):
    with listed.work():
        CustomerPicture.set(listed.customer.load(), webp())
    set_up(listed, pictures=True, fields="city contact")
    client = listed.sign_in("person").get(ENTRY)
    public = listed.visit().get("/mitglieder")
    own, theirs = (page.page.all("li") for page in (client, public))
    assert [li.text() for li in own if li.all("h3")] == [li.text() for li in theirs if li.all("h3")]
    assert "So sehen alle im Internet Ihren Eintrag" in client.text
    (picture,) = client.page.all("img")
    assert client.get(picture["src"]).response.data == webp()


def test_a_contact_takes_the_firm_out_at_once_and_the_staff_see_who(listed):
    with listed.work():
        person = Person.add(first_name="Nele", last_name="Neu", email="nele@example.org")
        Contact.add(listed.customer.load(), person)
        person.password_hash, person.password_set_at = listed.person.load().password_hash, person.created_at
        nele = Someone(Person, person.id, person.name, "nele@example.org")
    client = listed.sign_in(nele).get(ENTRY).submit("Nicht mehr zeigen")
    assert "ab sofort in keiner Mitgliederliste" in client.text
    assert "von Nele Neu" in client.text
    assert "Zustimmen kann für Sie Anna Muster." in client.text
    assert "Orgelbau" not in listed.visit().get("/mitglieder").html
    record = listed.sign_in("member").get(f"/verwaltung/kunden/{listed.customer.id}")
    assert "im Portal zurückgezogen am" in record.text
    assert "von Nele Neu" in record.text
    history = record.get(f"/verwaltung/kunden/{listed.customer.id}/verlauf")
    assert "Nele Neu hat Orgelbau Matthiesen aus den Mitgliederlisten genommen." in history.text
    path = f"{ENTRY}/{listed.customer.id}"
    assert client.post(f"{path}/zustimmen").status == 404
    assert client.get(ENTRY).post(f"{path}/zurueckziehen").status == 200
    again = listed.sign_in("person").get(ENTRY).submit("In die Mitgliederliste aufnehmen")
    assert "Danke." in again.text
    assert "Orgelbau" in listed.visit().get("/mitglieder").html


def test_of_another_customer_404(listed):
    path = f"{ENTRY}/{listed.customer.id}"
    client = listed.sign_in("other_person").get(ENTRY)
    for verb in ("zurueckziehen", "zustimmen"):
        assert client.get(ENTRY).post(f"{path}/{verb}").status == 404
    with listed.work():
        assert listed.customer.load().in_lists
    assert client.get(f"{ENTRY}/bild").status == 404


@pytest.mark.parametrize(
    ("public", "in_portal", "said"),
    [(False, True, "So sehen andere Kunden"), (False, False, "zeigt zurzeit keine Mitgliederliste")],
)
def test_the_entry_says_who_sees_it(listed, public, in_portal, said):
    set_up(listed, public=public, in_portal=in_portal)
    assert said in listed.sign_in("person").get(ENTRY).text


def test_the_entry_says_when_its_groups_are_not_shown(listed):
    with listed.work():
        MemberList.change([group_named("Nord")], all_groups=False)
    client = listed.sign_in("person").get(ENTRY)
    assert "zeigt Ihren Eintrag zurzeit nicht" in client.text
    assert "Orgelbau" not in listed.visit().get("/mitglieder").html


def test_as_long_as_there_is_no_list_the_profile_has_no_such_page(cast):
    client = cast.a.sign_in("person")
    assert "Mitgliederliste" not in client.get("/kunden/profil").text
    assert client.get(ENTRY).status == 404
    set_up(cast.a)
    assert "Mitgliederliste" in menu(client.get("/kunden/profil"))
    assert "Sie stehen in keiner Mitgliederliste." in client.get(ENTRY).text
    set_up(cast.a, public=False, in_portal=False)
    with cast.a.work():
        cast.a.customer.load().update(in_lists=True)
    assert client.get(ENTRY).submit("Nicht mehr zeigen").status == 200


def test_it_speaks_to_the_person(listed):
    for language, form, said in (("en", "sie", "Your entry"), ("de", "du", "Dein Eintrag")):
        with listed.work():
            listed.person.load().update(language=language, address_form=form)
        assert said in listed.sign_in("person").get(ENTRY).text


def test_the_staff_show_it_again_only_when_the_customer_agreed_anew(listed):
    with listed.work():
        listed.customer.load().withdraw_from_lists(listed.person.load())
    edit = f"/verwaltung/kunden/{listed.customer.id}/bearbeiten"
    client = listed.sign_in("member").get(edit)
    assert "Im Portal zurückgezogen am" in client.text
    shown, agreed = "In Mitgliederlisten auf der Website zeigen", "Der Kunde hat neu zugestimmt"
    client.submit("Speichern", {shown: "Nein", "Ort": "Kiel"})
    assert client.path != edit
    client.get(edit).submit("Speichern", {shown: "Ja"})
    assert client.status == 422
    assert "Nein" in client.errors()[agreed]
    with listed.work():
        assert not listed.customer.load().in_lists
    client.submit("Speichern", {shown: "Ja", agreed: True})
    assert client.status == 200
    with listed.work():
        assert listed.customer.load().in_lists
        assert listed.customer.load().withdrawn_at is None
    assert (
        "hat festgehalten, dass Orgelbau Matthiesen neu zugestimmt hat"
        in client.get(f"/verwaltung/kunden/{listed.customer.id}/verlauf").text
    )
    assert agreed not in client.get(edit).text
