"""What is wrong with an agency's own mail server, in plain German.

Only what holds of servers in the public internet: a name that leads inside sounds like one that does not exist.
"""

from __future__ import annotations

import smtplib
import ssl

from flask_babel import gettext as _

from app.outbound import Barred

from .account import Account
from .connection import Declined, PasswordLost, SenderRefused, Unanswered, words_of

EXPIRED, OTHER_NAME, OTHER_ADDRESS = 10, 62, 64  # OpenSSL: X509_V_ERR_…


def explain(error: Exception, account: Account) -> str:
    """One or two sentences about why this server took no mail. `error` is Unreachable, Declined or Unanswered."""
    host, cause = account.host, error.__cause__
    if isinstance(error, SenderRefused):
        words = _(
            "%(host)s nimmt von dieser Absenderadresse keine E-Mails an. Ist sie bei Ihrem Anbieter für dieses "
            "Postfach freigegeben?",
            host=host,
        )
        return words + _said(error)
    if isinstance(error, Declined):
        return _("%(host)s nimmt die E-Mail nicht an.", host=host) + _said(error)
    if isinstance(error, Unanswered):
        return _("%(host)s hat die Verbindung abgebrochen, während die E-Mail übertragen wurde.", host=host)
    if cause is None:
        return _("%(host)s nimmt gerade keine E-Mails von uns an.", host=host) + _said(error)
    if isinstance(cause, PasswordLost):
        return _("Das Passwort lässt sich nicht mehr lesen. Bitte geben Sie es neu ein.")
    if isinstance(cause, ssl.SSLCertVerificationError):
        return _of_certificate(cause.verify_code, host)
    if isinstance(cause, smtplib.SMTPException):
        return _of_conversation(cause, host, account.port)
    return _of_connection(cause, account)


def _of_certificate(code: int, host: str) -> str:
    if code == EXPIRED:
        return _("Das Zertifikat von %(host)s ist abgelaufen.", host=host)
    if code in (OTHER_NAME, OTHER_ADDRESS):
        return _(
            "Das Zertifikat des Servers gilt nicht für %(host)s. Bitte tragen Sie den Namen so ein, wie ihn Ihr "
            "Anbieter nennt.",
            host=host,
        )
    return _("Das Zertifikat von %(host)s stammt nicht von einer anerkannten Stelle.", host=host)


def _of_connection(cause: BaseException, account: Account) -> str:
    """Why there is no connection, or none in TLS."""
    host, port = account.host, account.port
    if isinstance(cause, Barred):
        return _(
            "Im Internet gibt es keinen Mailserver mit dem Namen %(host)s. Bitte prüfen Sie die Schreibweise.",
            host=host,
        )
    if isinstance(cause, ssl.SSLError) and account.security == "tls":
        return _(
            "%(host)s verschlüsselt an Port %(port)s nicht von Anfang an. Meist gehört zu diesem Port STARTTLS.",
            host=host,
            port=port,
        )
    if isinstance(cause, ssl.SSLError):
        return _("Mit %(host)s kam keine verschlüsselte Verbindung zustande.", host=host)
    if isinstance(cause, ConnectionRefusedError):
        return _(
            "%(host)s nimmt an Port %(port)s keine Verbindung an. Bitte prüfen Sie den Port.", host=host, port=port
        )
    if isinstance(cause, OSError):
        return _("%(host)s antwortet an Port %(port)s nicht. Bitte prüfen Sie Name und Port.", host=host, port=port)
    return _("%(host)s antwortet anders, als ein Mailserver es tut.", host=host)


def _of_conversation(cause: smtplib.SMTPException, host: str, port: int) -> str:
    """Why the server did not go on."""
    if isinstance(cause, smtplib.SMTPAuthenticationError):
        return _("%(host)s lehnt Benutzername oder Passwort ab.", host=host) + _said(cause)
    if isinstance(cause, smtplib.SMTPResponseException):
        return _("%(host)s nimmt gerade keine E-Mails von uns an.", host=host) + _said(cause)
    if isinstance(cause, smtplib.SMTPNotSupportedError) and "STARTTLS" in str(cause):
        return _(
            "%(host)s bietet an Port %(port)s kein STARTTLS an. Unverschlüsselt senden wir nicht.", host=host, port=port
        )
    if isinstance(cause, smtplib.SMTPServerDisconnected):
        return _(
            "%(host)s hat die Verbindung abgebrochen oder antwortet zu langsam. Passen Port und Verschlüsselung "
            "zusammen?",
            host=host,
        )
    return _("%(host)s bietet an Port %(port)s keine Anmeldung mit Passwort an.", host=host, port=port)


def _said(error: BaseException) -> str:
    """The server's own words behind ours."""
    if isinstance(error, smtplib.SMTPResponseException):
        words = f"{error.smtp_code} {words_of(error.smtp_error)}"
    else:
        words = str(error)
    return " " + _("Der Server sagt: „%(words)s“", words=words[:200])
