"""What becomes of each row: decided in the dry run, and once more, as things are then, in the import itself."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.contacts.models import Contact
from app.customers.models import Customer
from app.web.text import safe

from .changes import change
from .columns import TARGETS
from .drafts import Draft, Drafter
from .identity import Seen
from .known import Known, taken
from .verbs import FILL, SKIP

MOST_SAID = 12


@dataclass
class Plan:
    """The fate of one row, why, and what is to be written."""

    number: int
    label: str
    fate: str = "faulty"
    said: list[str] = field(default_factory=list)
    customer: Customer | None = None
    values: dict[str, Any] = field(default_factory=dict)
    """Of a new customer all, of a changed one those that change."""
    person: dict[str, Any] | None = None
    """The person of a new contact; None for no new contact."""
    position: str = ""
    contact: Contact | None = None
    """The contact that changes, to what stands in `names` and `email`."""
    names: dict[str, str] = field(default_factory=dict)
    email: str = ""
    groups: list[uuid.UUID] = field(default_factory=list)
    """Of a new customer all, of a changed one those that come to it."""

    def end(self, fate: str, *said: str) -> Plan:
        self.fate, self.said = fate, [safe(one)[:400] for one in said][:MOST_SAID]
        return self


class Planner:
    """Decides on rows in their order; what it has decided on counts for the rows behind."""

    def __init__(self, drafter: Drafter, options: Mapping[str, Any], seen: Seen) -> None:
        self._drafter, self.seen = drafter, seen
        self._mode = options.get("mode", FILL)
        self._groups = [uuid.UUID(id) for id in options.get("groups", ())]

    def plan(self, drafts: Sequence[Draft]) -> list[Plan]:
        known = Known([draft.identity for draft in drafts])
        return [self._plan(draft, known) for draft in drafts]

    def _plan(self, draft: Draft, known: Known) -> Plan:
        plan = Plan(draft.number, draft.label)
        if not draft.cells:
            return plan.end("skipped", _("In keiner der Spalten, die übernommen werden, steht etwas."))
        if draft.faults:
            return plan.end("faulty", *draft.faults)
        candidates = known.candidates(draft.identity, self.seen)
        for earlier, found in zip(self.seen.same(draft.identity), candidates, strict=True):
            earlier = next((row for id in found if (row := self.seen.customers.get(id))), earlier)
            if earlier:
                return plan.end("skipped", _("Doppelt mit Zeile %(row)d.", row=earlier))
            if len(found) > 1:
                return plan.end("faulty", _ambiguous([known.customers[id] for id in found]))
            if found:
                return self._existing(plan, draft, known, known.customers[next(iter(found))])
        return self._new(plan, draft, known)

    def _new(self, plan: Plan, draft: Draft, known: Known) -> Plan:
        form = self._drafter.fill_in(draft)
        email = draft.identity.email
        if (row := self.seen.emails.get(email)) and email:
            draft.faults.append(_("Die E-Mail-Adresse steht schon in Zeile %(row)d.", row=row))
        elif owners := known.owners.get(email):
            draft.faults.append(taken(owners[0]))
        if draft.faults:
            return plan.end("faulty", *draft.faults)
        plan.values, plan.person, plan.position = form.customer_values, form.person_values, form.position.data
        plan.groups = list(dict.fromkeys([*self._groups, *draft.groups]))
        self.seen.add(draft.number, draft.identity)
        return plan.end("new")

    def _existing(self, plan: Plan, draft: Draft, known: Known, customer: Customer) -> Plan:
        plan.customer = customer
        about = _("Kundennummer %(number)s", number=customer.number)
        if self._mode == SKIP:
            self.seen.add(draft.number, draft.identity, customer.id)
            return plan.end("skipped", _("Gibt es schon (%(about)s).", about=about))
        email = draft.identity.email
        if (row := self.seen.emails.get(email)) and email:
            return plan.end("faulty", _("Die E-Mail-Adresse steht schon in Zeile %(row)d.", row=row))
        changed, kept = change(plan, draft, known, self._drafter, only_empty=self._mode == FILL)
        if draft.faults:
            return plan.end("faulty", *draft.faults)
        self.seen.add(draft.number, draft.identity, customer.id)
        labels = [str(TARGETS[key].label) for key in TARGETS if key in changed]
        return plan.end("changed" if changed else "same", *([", ".join(labels)] if labels else []), *kept)


def _ambiguous(customers: Sequence[Customer]) -> str:
    names = ", ".join(sorted(f"{one.number} {one.name}" for one in customers)[:3])
    return _("Mehrere Kunden passen dazu (%(names)s). Bitte ergänzen Sie die Kundennummer.", names=names)
