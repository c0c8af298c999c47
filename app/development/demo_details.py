"""What is known of the customers of the demo agency besides their names, and the list that shows some of them."""

from __future__ import annotations

from itertools import cycle

from sqlalchemy import select

from app.availability.week import Week
from app.contacts.persons import Person
from app.customers.models import Customer
from app.members.models import MemberList
from app.newsletter.subscription import Subscription
from app.newsletter.wording import consent_words
from app.staff.models import StaffMember
from app.staff.roles import Role
from tenants import db, now

MORNINGS = Week.stretch(1, 5, 8, 13)
HOURS = (
    Week.stretch(1, 5, 8, 18),
    Week.stretch(1, 4, 8, 16) | Week.stretch(5, 5, 8, 13),
    Week.stretch(2, 7, 7, 15),
    Week(),
    MORNINGS | Week.stretch(4, 4, 15, 19),
    Week.stretch(6, 6, 10, 14),
)
NOTE = "Vor Ostern und im Advent ist die Werkstatt auf Montage, dann lieber mobil anrufen."
NOTED = "Muster & Söhne Orgelbau"


def add_details() -> None:
    """Hours, who looks after whom, a note, and every second firm in a member list that is on."""
    staff = [one for one in db.session.scalars(StaffMember.everyone()) if one.role != Role.READER]
    firms = db.session.scalars(Customer.listed()).all()
    for place, (customer, hours, member) in enumerate(zip(firms, cycle(HOURS), cycle(staff), strict=False)):
        customer.update(
            hours=hours.code,
            responsible_id=member.id,
            in_lists=customer.firm and place % 2 == 0,
            note=NOTE if customer.name == NOTED else "",
        )
    MemberList.change(public=True, in_portal=True, fields="city website", title="Unsere Kunden")


def confirm_addresses() -> None:
    """Whoever uses the portal has confirmed its address, and every second of them gets the newsletter."""
    active = select(Person).where(Person.last_sign_in_at.is_not(None)).order_by(Person.email_key)
    for place, person in enumerate(db.session.scalars(active).all()):
        person.email_confirmed_at = now()
        if place % 2:
            Subscription(person).give("address_page", consent_words(person))
