"""What may be shown of a member besides its name."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

FIELDS = {
    "contact": _l("Ansprechpartner"),
    "street": _l("Straße"),
    "postcode": _l("PLZ"),
    "city": _l("Ort"),
    "phone": _l("Telefon"),
    "email": _l("E-Mail"),
    "website": _l("Website"),
    "groups": _l("Gruppen"),
}
"""In the order in which they are offered, by key."""
