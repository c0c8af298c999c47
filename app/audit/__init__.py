"""The audit log: who changed rights, access, money or personal data, and what was refused. It only ever grows."""

from .log import acting_as, denied, record, record_each
from .models import AuditEntry
from .wording import describe, register_verb, register_verbs

__all__ = ["AuditEntry", "acting_as", "denied", "describe", "record", "record_each", "register_verb", "register_verbs"]
