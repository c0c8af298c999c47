"""What a mail server's refusal means, said to staff in a German sentence.

Asked in this order: the enhanced status code (RFC 3463, RFC 5248 and later), then the words that servers use, then the
plain reply code (RFC 5321). What a filter says comes before "5.1.1": some say so of senders that they do not like.
"""

import re

from flask_babel import lazy_gettext as _l

_NO_ADDRESS = _l("Diese E-Mail-Adresse gibt es nicht.")
_NO_SERVER = _l("Zu dieser Adresse gibt es keinen Mailserver.")
_DISABLED = _l("Dieses Postfach ist abgeschaltet.")
_FULL = _l("Das Postfach des Empfängers ist voll.")
_TOO_BIG = _l("Die Nachricht ist dem Empfänger zu groß.")
_LATER = _l("Der Mailserver des Empfängers bittet um einen späteren Versuch.")
_LIMITED = _l("Der Mailserver nimmt gerade nicht mehr E-Mails von uns an.")
_LISTED = _l("Der Mailserver des Empfängers hält unseren Absender für unerwünscht (Sperrliste).")
_SPAM = _l("Der Mailserver des Empfängers hält die Nachricht für unerwünschte Werbung.")
_UNPROVEN = _l("Der Mailserver des Empfängers verlangt einen Nachweis des Absenders (SPF, DKIM oder DMARC).")
_SENDER = _l("Der Mailserver lässt unsere Absenderadresse nicht zu.")
_RELAY = _l("Der Mailserver leitet nichts an diese Adresse weiter.")
_NOT_ALLOWED = _l("Der Empfänger nimmt von uns keine E-Mails an.")
_POLICY = _l("Der Mailserver des Empfängers nimmt unsere Nachricht nicht an.")
_LOGIN = _l("Der Mailserver verlangt eine Anmeldung oder erkennt unsere nicht an.")
_TLS = _l("Der Mailserver verlangt eine verschlüsselte Verbindung.")
_MOVED = _l("Das Postfach ist umgezogen; die Adresse gilt nicht mehr.")
_AMBIGUOUS = _l("Die Adresse passt beim Empfänger auf mehrere Postfächer.")
_LOOP = _l("Die Nachricht lief beim Empfänger im Kreis.")
_UNREACHED = _l("Der Mailserver des Empfängers ist nicht zu erreichen.")
_OUT_OF_ORDER = _l("Der Mailserver des Empfängers ist gerade nicht in Ordnung.")
_CONTENT = _l("Der Mailserver des Empfängers kann mit dem Inhalt der Nachricht nichts anfangen.")
_SYNTAX = _l("Der Mailserver versteht die Adresse nicht. Vielleicht enthält sie einen Tippfehler.")
_SLOW = _l("Die Nachricht war zu lange unterwegs und wurde aufgegeben.")

_LISTS = r"spamhaus|barracuda|spamcop|sorbs|blocklist|blacklist|black ?list|block ?list|\brbls?\b|dnsbl|poor reputation"
_UNKNOWN = (
    r"5\.1\.[016]|5\.1\.10|user unknown|unknown (user|recipient|mailbox)|no such (user|recipient|mailbox|address)"
    r"|(user|recipient|mailbox|account|address)[^.;]{0,40} (does not exist|doesn'?t exist|not found|is unknown)"
    r"|does ?n[o']t have an? .{0,40}account|invalid (recipient|mailbox)|recipient address rejected: undeliverable"
    r"|no mailbox here|unbekannt|existiert nicht"
)
_CLOSED = (
    r"5\.2\.1|(mailbox|account|user|recipient)[^.;]{0,40}(disabled|inactive|suspended|deactivated|closed)"
    r"|(disabled|inactive|deactivated) (mailbox|account|user|recipient)"
)
_NOWHERE = (
    r"5\.1\.2|5\.4\.4|domain (not found|does not exist)|(host|domain) unknown|unknown (host|domain)|nullmx|null mx"
)

_BY_WORDS = (
    (_LISTS, _LISTED),
    (r"4\.7\.28|unusual rate|rate ?limit", _LIMITED),
    (r"[45]\.7\.(2[0-7]|30)|\bspf\b|\bdkim\b|\bdmarc\b|unauthenticated (mail|email|sender)", _UNPROVEN),
    (r"gr[ea]y ?list|[45]\.7\.1 .{0,30}try again", _LATER),
    (r"[45]\.7\.1[01]|must issue a starttls|encryption (required|needed)", _TLS),
    (r"[45]\.7\.[89]|5[.]7[.]57|authentication (required|credentials|failed)|not authenticated|auth required", _LOGIN),
    (r"relay(ing)? (access )?denied|relaying (is )?(not|prohibited)|not permitted to relay|unable to relay", _RELAY),
    (r"[45]\.7\.(60|0 .{0,20}sender)|[45]\.1\.[78]|not (allowed|authorized) to send (as|from)|sender .{0,20}(rejected"
     r"|denied|verify failed)|sender address", _SENDER),
    (r"spam|unsolicited|bulk mail|junk|content rejected|message rejected .{0,20}content", _SPAM),
    (_NOWHERE, _NO_SERVER),
    (_UNKNOWN, _NO_ADDRESS),
    (r"[45]\.1\.3|bad (recipient|destination) (mailbox )?address syntax|syntax error in (recipient|address)", _SYNTAX),
    (r"[45]\.1\.4|ambiguous", _AMBIGUOUS),
    (r"has moved|moved to|relocated|user not local", _MOVED),
    (_CLOSED, _DISABLED),
    (r"[45]\.2\.2|(mailbox|inbox)[^.;]{0,20} full|over ?quota|quota exceeded|insufficient (disk )?storage"
     r"|out of storage|storage limit", _FULL),
    (r"[45]\.2\.3|[45]\.3\.4|too (big|large)|message size|size exceeds|exceeds .{0,30}(size|limit)", _TOO_BIG),
    (r"[45]\.4\.6|too many hops|loop(ing)? (back|detected)|mail loop", _LOOP),
    (r"[45]\.4\.7|message expired|delivery time expired|retry timeout", _SLOW),
    (r"[45]\.4\.[0-4]|connection (timed out|refused)|no route|(network|host) (error|unreachable)", _UNREACHED),
    (r"too many (connections|messages|recipients|emails|mails)|throttl|exceeded .{0,30}(rate|limit)"
     r"|4\.7\.0|[45]\.4\.5|deferred due to", _LIMITED),
    (r"[45]\.6\.\d|bare lf|bare newline|line too long|8bit|smtputf8|attachment", _CONTENT),
    (r"[45]\.7\.1|[45]\.7\.\d|blocked|policy|reject|prohibited|denied|refused|not accept", _POLICY),
    (r"[45]\.2\.[04]|not (allowed|permitted)|access", _NOT_ALLOWED),
    (r"[45]\.3\.\d|system (error|problem)|local error|configuration|out of memory|temporary (failure|problem|error)",
     _OUT_OF_ORDER),
    (r"try (again|later)|temporar|busy|come back|retry", _LATER),
)  # fmt: skip

_BY_CODE = {
    421: _LATER, 451: _OUT_OF_ORDER, 452: _LIMITED, 454: _LATER, 501: _SYNTAX, 530: _LOGIN, 535: _LOGIN,
    538: _TLS, 551: _MOVED, 552: _TOO_BIG, 553: _SYNTAX, 556: _NO_SERVER,
}  # fmt: skip

_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), words) for pattern, words in _BY_WORDS)
_RECIPIENT = (_NO_ADDRESS, _NO_SERVER, _DISABLED, _MOVED)


def refuses_recipient(reply: str | None) -> bool:
    """True when a server's answer for good says that this address takes no mail, not that it did not like ours."""
    return bool(reply and reply.startswith("5") and _meaning(reply) in _RECIPIENT)


def in_words(code: int, reply: str) -> str:
    """The sentence for an answer of class 4xx or 5xx (enhanced status codes: RFC 3463)."""
    if (meaning := _meaning(reply) or _BY_CODE.get(code)) is not None:
        return str(meaning)
    if code >= 500:
        return str(_l("Der Mailserver hat die Nachricht abgelehnt."))
    return str(_l("Der Mailserver nimmt die Nachricht gerade nicht an."))


def _meaning(reply: str):
    """The sentence that stands for the first pattern met; None when none is."""
    return next((words for pattern, words in _PATTERNS if pattern.search(reply)), None)
