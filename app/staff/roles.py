"""Who on the staff may do what: one table, read by guards, navigation, pages and tests alike."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _l


class Role(StrEnum):
    """What somebody is at an agency; the value is what the database keeps."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    READER = "reader"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def purpose(self) -> str:
        """One sentence that says whom the role is for."""
        return PURPOSES[self]

    def may(self, permission: Permission) -> bool:
        return permission in ALLOWED[self]


class Permission(StrEnum):
    """Something that a role may do or not; every page of the staff needs exactly one."""

    OFFICE_ENTER = "office_enter"
    CUSTOMERS_VIEW = "customers_view"
    CUSTOMERS_EDIT = "customers_edit"
    CUSTOMERS_EXPORT = "customers_export"
    CUSTOMERS_DELETE = "customers_delete"
    ACCESS_MANAGE = "access_manage"
    PORTAL_ENTER = "portal_enter"
    PROJECTS_VIEW = "projects_view"
    PROJECTS_EDIT = "projects_edit"
    MAIL_VIEW = "mail_view"
    MAIL_RESEND = "mail_resend"
    TEMPLATES_EDIT = "templates_edit"
    SETTINGS_EDIT = "settings_edit"
    STAFF_MANAGE = "staff_manage"
    OWNER_MANAGE = "owner_manage"

    @property
    def words(self) -> str:
        """What it allows, as the end of „… darf“."""
        return WORDS[self]


LABELS = {
    Role.OWNER: _l("Inhaber"),
    Role.ADMIN: _l("Administrator"),
    Role.MEMBER: _l("Mitarbeiter"),
    Role.READER: _l("Nur lesen"),
}

PURPOSES = {
    Role.OWNER: _l("Trägt die Verantwortung für die Agentur. Es gibt immer mindestens einen Inhaber."),
    Role.ADMIN: _l("Hält die Agentur am Laufen: richtet ein, lädt Kollegen ein und vergibt Rollen."),
    Role.MEMBER: _l("Arbeitet täglich mit Kunden und ihren Kontakten."),
    Role.READER: _l("Schlägt nach, ohne etwas zu ändern, zum Beispiel in der Buchhaltung."),
}

WORDS = {
    Permission.OFFICE_ENTER: _l("sich anmelden, die Übersicht sehen und das eigene Profil pflegen"),
    Permission.CUSTOMERS_VIEW: _l("Kunden und ihre Kontakte ansehen"),
    Permission.CUSTOMERS_EDIT: _l("Kunden und Kontakte anlegen und ändern"),
    Permission.CUSTOMERS_EXPORT: _l("Kunden und Kontakte als Datei exportieren"),
    Permission.CUSTOMERS_DELETE: _l("Kunden, an denen nichts mehr hängt, endgültig löschen"),
    Permission.ACCESS_MANAGE: _l("Kontakten Zugang zum Kundenportal geben, sperren und entziehen"),
    Permission.PORTAL_ENTER: _l("das Kundenportal ansehen, wie ein Kontakt es sieht, ohne etwas zu ändern"),
    Permission.PROJECTS_VIEW: _l("Projekte, Aufgaben, Gespräche und Dateien ansehen"),
    Permission.PROJECTS_EDIT: _l("Projekte und Aufgaben anlegen und ändern, Beiträge schreiben, Dateien hochladen"),
    Permission.MAIL_VIEW: _l("im Postausgang nachsehen, welche E-Mails verschickt wurden"),
    Permission.MAIL_RESEND: _l("E-Mails aus dem Postausgang erneut senden"),
    Permission.TEMPLATES_EDIT: _l("E-Mail-Templates einschalten und abschalten"),
    Permission.SETTINGS_EDIT: _l("die Einstellungen der Agentur ändern"),
    Permission.STAFF_MANAGE: _l("Mitarbeiter einladen, ihre Rolle ändern, sie abmelden und deaktivieren"),
    Permission.OWNER_MANAGE: _l("Inhaber ernennen und ihnen die Rolle wieder nehmen"),
}

_READER = frozenset({Permission.OFFICE_ENTER, Permission.CUSTOMERS_VIEW, Permission.PROJECTS_VIEW})
_MEMBER = _READER | {
    Permission.CUSTOMERS_EDIT,
    Permission.ACCESS_MANAGE,
    Permission.PROJECTS_EDIT,
    Permission.MAIL_VIEW,
    Permission.MAIL_RESEND,
}
_ADMIN = _MEMBER | {
    Permission.CUSTOMERS_DELETE,
    Permission.CUSTOMERS_EXPORT,
    Permission.PORTAL_ENTER,
    Permission.TEMPLATES_EDIT,
    Permission.SETTINGS_EDIT,
    Permission.STAFF_MANAGE,
}

ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.ADMIN: _ADMIN,
    Role.MEMBER: _MEMBER,
    Role.READER: _READER,
}
"""The one table. A permission that stands in no row is the owner's alone."""
