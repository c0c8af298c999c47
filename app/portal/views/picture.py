"""One's own picture: shown, chosen, taken away. Nobody else's is to be had in the portal."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from app.files.admission import takes_files
from app.pictures.answer import picture_answer
from app.web.pages import flash_ok, page, see_other

from ..blueprint import bp
from ..guard import current_person, portal_required
from ..picture_forms import OwnPictureForm

PATH = "/profil/bild"


@bp.get(f"{PATH}/ansicht")
@portal_required()
def own_picture() -> Response:
    person = current_person()
    return picture_answer(person.id, person.picture_at, lambda: person.picture)


@bp.route(PATH, methods=["GET", "POST"])
@portal_required()
@takes_files
def change_picture() -> Response:
    """Upload a picture, or another one instead."""
    form = OwnPictureForm()
    if form.submitted_ok():
        current_person().set_picture(form.picture.data)
        flash_ok(_("Ihr Bild ist gespeichert."))
        return see_other("portal.profile")
    return page("portal/picture.html", form, person=current_person())


@bp.post(f"{PATH}/entfernen")
@portal_required()
def remove_picture() -> Response:
    current_person().remove_picture()
    flash_ok(_("Ihr Bild ist entfernt."))
    return see_other("portal.profile")
