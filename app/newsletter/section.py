"""Newsletter in the registry of sections: a group opens it, no tick is needed, and consent alone brings it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.access import Section, sections

SECTION = "newsletter"

sections.add(Section(SECTION, _l("Newsletter"), "portal_newsletter.index", "newspaper", permission=False, order=70))
