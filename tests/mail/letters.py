"""A mail to send in tests of outbox and worker."""

from datetime import timedelta

from sqlalchemy import text

from app.mail.models import OutgoingMail
from app.mail.outbox import enqueue
from tenants import as_tenant, db, now


def values() -> dict:
    """What the mail „Lege ein neues Passwort fest“ needs."""
    return {
        "salutation": "Hallo Anna",
        "first_name": "Anna",
        "last_name": "Muster",
        "link": "https://hafenlicht.localhost/kunden/passwort/geheim",
        "link_expires": now() + timedelta(hours=48),
    }


def post(app, agency, address: str, key: str = "set_password", **options):
    """Queue one mail and commit; returns its id, or None."""
    with app.app_context(), as_tenant(agency.tenant_id):
        mail = enqueue(key, address, **{"values": values(), **options})
        return mail.id if mail else None


def empty_queue(superuser) -> None:
    """Forget the jobs of other tests: their mails would go to the server of this one."""
    with superuser.begin() as connection:
        connection.execute(text("DELETE FROM queue.procrastinate_jobs"))


def look(app, agency, mail_id) -> OutgoingMail:
    """The mail as it stands in the database now."""
    with app.app_context(), as_tenant(agency.tenant_id):
        mail = OutgoingMail.get(mail_id)
        db.session.refresh(mail, ["content"])
        db.session.expunge(mail)
        return mail
