"""What the agency says about itself, and how it looks."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.pictures.logo import Logo
from app.web.forms import Choice, Choices, Email, Form, Text, TextArea, Tick, ValidationError
from app.web.locale import LANGUAGES
from tenants import Tenant

from .fields import Color, Zone

URL_KEYS = {"inputmode": "url", "dir": "ltr", "spellcheck": "false", "placeholder": "https://"}


class AgencyForm(Form):
    name = Text(
        _l("Name der Agentur"), max=80, required=True, hint=_l("So heißen Sie im Portal und als Absender von E-Mails.")
    )
    reply_to = Email(_l("Adresse für Antworten"), hint=_l("Wer auf eine unserer E-Mails antwortet, schreibt hierhin."))
    imprint_url = Text(
        _l("Impressum"),
        max=500,
        hint=_l("Adresse Ihres Impressums. Es steht dann unter jeder Seite und jeder E-Mail."),
        render_kw=URL_KEYS,
    )
    privacy_url = Text(_l("Datenschutz"), max=500, hint=_l("Adresse Ihrer Datenschutzhinweise."), render_kw=URL_KEYS)
    signature = TextArea(
        _l("Signatur"),
        max=1000,
        hint=_l("Steht unter jeder E-Mail, Zeile für Zeile genau so, wie Sie es hier schreiben."),
        render_kw={"rows": 5},
    )
    time_zone = Zone(
        _l("Zeitzone"), hint=_l("Nach ihr richten sich alle Uhrzeiten und Fristen, hier, im Portal und in E-Mails.")
    )
    portal_languages = Choices(
        _l("Sprachen des Portals"),
        choices=list(LANGUAGES.items()),
        required=True,
        hint=_l("So sprechen das Portal, Ihre öffentlichen Seiten und E-Mails an Kunden."),
    )
    first_language = Choice(
        _l("Hauptsprache"),
        choices=list(LANGUAGES.items()),
        hint=_l(
            "Damit beginnen alle Seiten. Wessen eigene Sprache Sie nicht anbieten, liest Englisch, und wo auch das "
            "fehlt, die Hauptsprache."
        ),
    )

    @classmethod
    def of(cls, tenant: Tenant) -> AgencyForm:
        """The form with what the agency says now."""
        languages = tenant.portal_languages.split()
        return cls(
            name=tenant.name,
            reply_to=tenant.reply_to,
            imprint_url=tenant.imprint_url,
            privacy_url=tenant.privacy_url,
            signature=tenant.signature,
            time_zone=tenant.time_zone,
            portal_languages=languages,
            first_language=languages[0],
        )

    @property
    def values(self) -> dict[str, Any]:
        """What change_agency() takes."""
        return {
            "name": self.name.data,
            "reply_to": self.reply_to.data or None,
            "imprint_url": self.imprint_url.data or None,
            "privacy_url": self.privacy_url.data or None,
            "signature": self.signature.data,
            "time_zone": self.time_zone.data,
            "portal_languages": " ".join(self._languages),
        }

    @property
    def _languages(self) -> list[str]:
        """Those chosen, the first language first, then in the order in which pages offer them."""
        first = self.first_language.data
        return [first, *(code for code in LANGUAGES if code in self.portal_languages.data and code != first)]

    def validate_first_language(self, field: Choice) -> None:
        if self.portal_languages.data and field.data not in self.portal_languages.data:
            raise ValidationError(_("Diese Sprache ist oben nicht angekreuzt. Bitte wählen Sie eine von dort."))

    def validate_imprint_url(self, field: Text) -> None:
        check_web_address(field.data)

    validate_privacy_url = validate_imprint_url


class LookForm(Form):
    """Logo and colour."""

    logo = Logo(_l("Logo"))
    without_logo = Tick(_l("Logo entfernen"))
    brand_color = Color(
        _l("Farbe"),
        hint=_l(
            "Etwa #2a5b8c. Wir nehmen ihren Farbton; wie hell oder dunkel er erscheint, bestimmen wir, damit Schrift "
            "bei Tag und bei Nacht gut lesbar bleibt. Ohne Angabe bekommt jede Agentur einen eigenen Farbton."
        ),
    )


def check_web_address(address: str) -> None:
    """Raise ValidationError for what is no address of a web page (http or https with a host name)."""
    if not address:
        return
    try:
        parts = urlsplit(address)
        fits = parts.scheme in ("http", "https") and "." in (parts.hostname or "") and (parts.port or 1) > 0
    except ValueError:
        fits = False
    if not fits or any(sign.isspace() or sign in '<>"\\`' for sign in address):
        raise ValidationError(
            _("Das ist keine Adresse einer Webseite. Richtig wäre etwa https://example.org/impressum.")
        )
