"""A customer is locked, unlocked and deleted: what becomes of its people, of the log, of what is done at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from sqlalchemy import func, select, text

from app.access import listeners
from app.accounts.models import SignInSession
from app.audit import AuditEntry
from app.contacts.at_customer import Reach, left_alone, reach_of
from app.contacts.models import Contact
from app.contacts.persons import Person, ShutOut
from app.customers import removal
from app.customers.models import Customer
from app.customers.removal import StillKept
from app.customers.search import SearchWord
from app.discussion.models import Comment
from app.mail.models import OutgoingMail
from app.newsletter.models import Consent
from app.projects.models import Project
from app.tasks.models import Task
from tenants import db

GONE = "Orgelbau Matthiesen"


def sessions_of(agency, who: str = "person") -> int:
    with agency.work():
        theirs = select(func.count(SignInSession.id)).where(SignInSession.user_id == getattr(agency, who).id)
        return db.session.scalar(theirs)


def until_somebody_waits(superuser) -> None:
    """Until another transaction waits for this one."""
    with superuser.connect() as connection:
        for _try in range(200):
            if connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                return
            sleep(0.05)
    raise AssertionError("nobody waits")


def join_other(agency) -> None:
    """The first customer's person becomes a contact of the second one too."""
    with agency.work():
        Contact.add(agency.other_customer.load(), agency.person.load(), defaults=False)


class TestLock:
    def test_who_is_contact_nowhere_else_is_signed_out_and_cannot_sign_in(self, cast):
        cast.a.sign_in("person")
        with cast.a.work():
            cast.a.customer.load().lock()
        assert sessions_of(cast.a) == 0
        with cast.a.work():
            person = cast.a.person.load()
            assert person.shut_out
            assert Person.with_password(person.email, cast.a.person.password) is None

    def test_who_is_contact_elsewhere_stays_signed_in(self, cast):
        join_other(cast.a)
        cast.a.sign_in("person")
        with cast.a.work():
            cast.a.customer.load().lock()
        assert sessions_of(cast.a) == 1
        with cast.a.work():
            person = cast.a.person.load()
            assert Person.with_password(person.email, cast.a.person.password) is person

    def test_the_last_customer_locked_shuts_out(self, cast):
        join_other(cast.a)
        cast.a.sign_in("person")
        for name in ("customer", "other_customer"):
            with cast.a.work():
                getattr(cast.a, name).load().lock()
        assert sessions_of(cast.a) == 0

    def test_unlocking_lets_in_again_with_the_same_password(self, cast):
        with cast.a.work():
            cast.a.customer.load().lock()
            cast.a.customer.load().unlock()
            assert Person.with_password(cast.a.person.email, cast.a.person.password) is cast.a.person.load()

    def test_both_stand_in_the_log_once(self, cast):
        with cast.a.work():
            customer = cast.a.customer.load()
            for verb in (customer.lock, customer.lock, customer.unlock, customer.unlock):
                verb()
            verbs = db.session.scalars(select(AuditEntry.verb).where(AuditEntry.object_id == customer.id)).all()
        assert [verb for verb in verbs if verb.endswith("locked")] == ["customer.locked", "customer.unlocked"]

    def test_nobody_gets_mail_only_because_of_it(self, cast):
        cast.a.permit(cast.a.contact, "projects", notifications=["project_new", "task_new"])
        with cast.a.work():
            customer, person = cast.a.customer.load(), cast.a.person.load()
            assert listeners(customer, "project_new")
            customer.lock()
            before = db.session.scalar(select(func.count(OutgoingMail.id)))
            assert listeners(customer, "project_new") == []
            Project.add(customer=customer, name="Messe", visible=True)
            person.request_link()
            person.welcome()
            with pytest.raises(ShutOut):
                person.invite()
            with pytest.raises(ShutOut):
                person.give_password("Bernstein-Fähre-Laterne-58")
            assert db.session.scalar(select(func.count(OutgoingMail.id))) == before

    def test_an_invitation_rests_until_it_is_unlocked(self, cast, clock):
        with cast.a.work():
            person = cast.a.person.load()
            person.revoke()
            person.invite()
            link = f"/kunden/passwort/{person.link('set-password')}"
            cast.a.customer.load().lock()
        assert cast.a.visit().get(link).status == 410
        with cast.a.work():
            cast.a.customer.load().unlock()
        assert cast.a.visit().get(link).status == 200
        clock.move(hours=49)
        assert cast.a.visit().get(link).status == 410

    def test_the_question_names_whom_it_concerns(self, cast):
        join_other(cast.a)
        with cast.a.work():
            nobody = Person.add(last_name="Neu", email="neu@example.org")
            Contact.add(cast.a.customer.load(), nobody)
            assert reach_of(cast.a.customer.load()) == Reach(2, 1, 0)
            cast.a.other_customer.load().lock()
            assert reach_of(cast.a.customer.load()) == Reach(2, 1, 1)


class TestRemove:
    def test_it_goes_with_contacts_persons_and_words(self, cast):
        cast.a.sign_in("person")
        with cast.a.work():
            customer, contact_id = cast.a.customer.load(), cast.a.contact.id
            assert left_alone(customer) == (1, 1)
            customer.remove()
            assert Customer.find(cast.a.customer.id) is None
            assert Contact.find(contact_id) is None
            assert Person.find(cast.a.person.id) is None
            of_it = SearchWord.object_id.in_([cast.a.customer.id, contact_id])
            assert db.session.scalar(select(func.count(SearchWord.id)).where(of_it)) == 0
        assert sessions_of(cast.a) == 0

    def test_who_is_contact_elsewhere_keeps_access_and_sessions(self, cast):
        join_other(cast.a)
        client = cast.a.sign_in("person")
        with cast.a.work():
            assert left_alone(cast.a.customer.load()) == (1, 0)
            cast.a.customer.load().remove()
        assert "Café Brandt" in client.get("/kunden/").text
        assert GONE not in client.text

    def test_the_log_keeps_number_and_name(self, cast):
        with cast.a.work():
            cast.a.customer.load().remove()
            entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "customer.removed")).one()
            assert (entry.object_name, entry.details) == (GONE, {"number": "K-1001"})

    def test_consents_stay_as_proof(self, cast):
        with cast.a.work():
            given = Consent(person_id=cast.a.person.id, email="anna@example.org", action="given", source="form")
            db.session.add(given)
            db.session.flush()
            cast.a.customer.load().remove()
            assert Consent.find(given.id)

    def test_what_hangs_on_it_keeps_it(self, cast):
        with cast.a.work():
            customer = cast.a.customer.load()
            project = Project.add(customer=customer, name="Messe")
            task = Task.add(title="Stand buchen", project=project)
            Comment.post(task, cast.a.member.load(), "Ist gebucht.")
            with pytest.raises(StillKept) as kept:
                customer.remove()
            said = {one.words: (one.endpoint, one.arguments) for one in kept.value.by}
        id = cast.a.customer.id
        assert said == {
            "1 Projekt": ("projects.of_customer", {"customer_id": id}),
            "1 Aufgabe": ("tasks.index", {"kunde": id, "status": "alle"}),
            "1 Beitrag": ("projects.of_customer", {"customer_id": id}),
        }

    def test_a_thousand_contacts_cost_no_more_statements_than_one(self, cast, count_queries):
        def statements(customer) -> int:
            with cast.a.work():
                found = Customer.get(customer)
                with count_queries() as sent:
                    found.remove()
                return len(sent)

        with cast.a.work():
            for number in range(20):
                Contact.add(cast.a.other_customer.load(), Person.add(last_name=f"P{number}"), defaults=False)
        assert statements(cast.a.other_customer.id) == statements(cast.a.customer.id)


class TestAtOnce:
    def test_deleted_twice_at_once_answers(self, cast):
        clients = [cast.a.sign_in("owner").get("/verwaltung/kunden/neu") for _ in range(6)]
        path = f"/verwaltung/kunden/{cast.a.customer.id}/entfernen"
        with ThreadPoolExecutor(6) as pool:
            statuses = sorted(pool.map(lambda client: client.post(path, {}, follow=False).status, clients))
        assert statuses == [303, 404, 404, 404, 404, 404]

    def test_a_project_that_is_being_made_keeps_it(self, cast, superuser):
        owner = cast.a.sign_in("owner").get("/verwaltung/kunden/neu")
        path = f"/verwaltung/kunden/{cast.a.customer.id}/entfernen"
        with ThreadPoolExecutor(1) as pool:
            with cast.a.work():
                Project.add(customer=cast.a.customer.load(), name="Messe")
                waiting = pool.submit(owner.post, path, {}, follow=False)
                until_somebody_waits(superuser)
            assert waiting.result().status == 409
        assert "1 Projekt" in owner.text

    @pytest.mark.parametrize(
        ("path", "form"),
        [
            ("/verwaltung/projekte/neu?kunde={id}", {"Name": "Messe"}),
            ("/verwaltung/aufgaben/neu?kunde={id}", {"Titel": "Stand"}),
            ("/verwaltung/kunden/{id}/kontakte/neu", {"Nachname": "Neu"}),
        ],
    )
    def test_what_is_made_while_it_is_deleted_is_refused_with_a_sentence(self, cast, superuser, path, form):
        id = cast.a.customer.id
        member = cast.a.sign_in("member").get(path.format(id=id))
        assert member.status == 200
        with ThreadPoolExecutor(1) as pool:
            with cast.a.work():
                cast.a.customer.load().remove()
                waiting = pool.submit(member.submit, "Speichern", form, follow=False)
                until_somebody_waits(superuser)
            assert waiting.result().status == 409
        assert "Jemand war schneller" in member.text

    def test_what_the_database_refuses_is_said_in_a_sentence(self, cast):
        """Something hangs on the customer that nobody registered."""
        with cast.a.work():
            Task.add(title="Frei", customer=cast.a.customer.load())
            kept = removal._keepers.pop("task")
            try:
                with pytest.raises(StillKept) as refused:
                    cast.a.customer.load().remove()
            finally:
                removal._keepers["task"] = kept
            assert refused.value.by == []

    def test_of_two_customers_deleted_at_once_nobody_is_left_without_one(self, cast):
        join_other(cast.a)

        def delete(name: str) -> None:
            with cast.a.work():
                getattr(cast.a, name).load().remove()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(delete, ("customer", "other_customer")))
        with cast.a.work():
            assert Person.find(cast.a.person.id) is None
