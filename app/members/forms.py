"""What may be set about the member list, and the picture of a customer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.groups.models import Group, Rubric
from app.pictures.field import Picture
from app.web.forms import Choices, Form, Radio, Switch, Text, TextArea, Tick

from .choices import FIELDS
from .fields import Sites
from .models import MemberList

ALL, SOME = "all", "some"
BY_NAME, BY_GROUP = "name", "group"


class MemberListForm(Form):
    """The settings of the one list."""

    public = Switch(_l("Öffentlich zeigen"), hint=_l("Alle können sie im Internet sehen."))
    in_portal = Switch(
        _l("Im Kundenportal zeigen"),
        hint=_l("Kunden sehen sie, wenn eine ihrer Gruppen „Mitgliederliste“ öffnet, auch ohne die öffentliche Seite."),
    )
    title = Text(_l("Überschrift"), max=120, hint=_l("Ohne Überschrift steht dort „Mitglieder“."))
    intro = TextArea(_l("Einleitung"), max=2000)
    shown = Choices(
        _l("Was außer dem Namen zu sehen ist"),
        choices=list(FIELDS.items()),
        hint=_l("Was hier nicht angekreuzt ist, steht nirgends in der Liste und lässt sich in ihr auch nicht suchen."),
    )
    pictures = Tick(
        _l("Mit Bildern"), hint=_l("Wer kein Bild hat, bekommt seine Anfangsbuchstaben. Bilder stehen beim Kunden.")
    )
    scope = Radio(
        _l("Wer darin steht"),
        choices=[(ALL, _l("Alle Kunden, die zugestimmt haben")), (SOME, _l("Von ihnen nur die aus diesen Gruppen"))],
        cards=True,
    )
    groups = Choices(_l("Gruppen"))
    order = Radio(
        _l("Reihenfolge"),
        choices=[(BY_NAME, _l("Nach dem Alphabet")), (BY_GROUP, _l("Nach Gruppen"))],
        hint=_l("Nach Gruppen stehen deren Namen als Überschriften in der Liste."),
    )
    findable = Tick(
        _l("Suchmaschinen dürfen die Seite aufnehmen"),
        hint=_l("Sonst bitten wir sie, die Seite nicht zu zeigen. Wer die Adresse kennt, sieht sie trotzdem."),
    )
    sites = Sites(
        _l("Websites, die sie einbetten dürfen"),
        hint=_l("Eine in jeder Zeile. Auf allen anderen bleibt der Rahmen leer."),
    )

    @classmethod
    def of(cls, lists: MemberList, rubrics: Iterable[Rubric]) -> MemberListForm:
        """The form as the list stands, with all groups to choose from."""
        form = cls(
            data={
                "shown": [key for key in FIELDS if key in lists.keys],
                "scope": ALL if lists.all_groups else SOME,
                "groups": [str(id) for id in lists.groups],
                "order": BY_GROUP if lists.by_group else BY_NAME,
                "sites": "\n".join(lists.origins),
                **{name: getattr(lists, name) for name in SAME},
            }
        )
        form.groups.choices = [
            (group.id, f"{rubric.name}: {group.name}") for rubric in rubrics for group in rubric.groups
        ]
        return form

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        super().validate(*args, **kwargs)
        if self.scope.data == SOME and not self.groups.data and not self.groups.errors:
            self.add_error("groups", _("Bitte wählen Sie mindestens eine Gruppe."))
        return not self.has_errors

    def chosen_of(self, rubrics: Iterable[Rubric]) -> list[Group]:
        """The groups that are ticked; none where all customers are shown."""
        ticked = {*self.groups.data} if self.scope.data == SOME else set()
        return [group for rubric in rubrics for group in rubric.groups if str(group.id) in ticked]

    @property
    def values(self) -> dict[str, Any]:
        """For MemberList.change()."""
        return {
            "fields": " ".join(key for key in FIELDS if key in self.shown.data),
            "all_groups": self.scope.data == ALL,
            "by_group": self.order.data == BY_GROUP,
            "sites": " ".join(self.sites.origins),
            **{name: self[name].data for name in SAME},
        }


SAME = ("public", "in_portal", "title", "intro", "pictures", "findable")
"""Called the same in form and list."""


class PictureForm(Form):
    """The picture of a customer."""

    picture = Picture()
