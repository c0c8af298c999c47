"""What a mail server's refusal means, said to staff in a German sentence."""

import re

from flask_babel import lazy_gettext as _l

_UNKNOWN = r"5\.1\.[0136]|user unknown|no such user|unknown (user|recipient)|does not exist"
_BY_CODE = (
    (_UNKNOWN, _l("Diese E-Mail-Adresse gibt es nicht.")),
    (r"5\.1\.2|5\.4\.4|domain not found|host unknown", _l("Zu dieser Adresse gibt es keinen Mailserver.")),
    (r"5\.2\.1|disabled|inactive", _l("Dieses Postfach ist abgeschaltet.")),
    (r"[45]\.2\.2|mailbox full|quota", _l("Das Postfach des Empfängers ist voll.")),
    (r"[45]\.2\.3|5\.3\.4|too (big|large)", _l("Die Nachricht ist dem Empfänger zu groß.")),
    (r"4\.7\.|gr[ea]ylist|try again", _l("Der Mailserver des Empfängers bittet um einen späteren Versuch.")),
    (r"5\.7\.|spam|block|policy|reject", _l("Der Mailserver des Empfängers nimmt unsere Nachricht nicht an.")),
)


_RECIPIENT = re.compile(rf"^5\d\d.*({_UNKNOWN}|5\.1\.2|5\.2\.1|5\.4\.4|disabled|inactive)", re.IGNORECASE | re.DOTALL)


def refuses_recipient(reply: str | None) -> bool:
    """True when a server's answer says that this address takes no mail, rather than that it did not like ours."""
    return bool(reply and _RECIPIENT.search(reply))


def in_words(code: int, reply: str) -> str:
    """The sentence for an answer of class 4xx or 5xx (enhanced status codes: RFC 3463)."""
    for pattern, words in _BY_CODE:
        if re.search(pattern, reply, re.IGNORECASE):
            return str(words)
    if code >= 500:
        return str(_l("Der Mailserver hat die Nachricht abgelehnt."))
    return str(_l("Der Mailserver nimmt die Nachricht gerade nicht an."))
