"""What mail servers say, as the staff reads it: answers as the large providers and common programs give them."""

from __future__ import annotations

import pytest

from app.mail.reasons import in_words, refuses_recipient

NO_ADDRESS = "Diese E-Mail-Adresse gibt es nicht."
FULL = "Das Postfach des Empfängers ist voll."
LISTED = "Der Mailserver des Empfängers hält unseren Absender für unerwünscht (Sperrliste)."
SPAM = "Der Mailserver des Empfängers hält die Nachricht für unerwünschte Werbung."
UNPROVEN = "Der Mailserver des Empfängers verlangt einen Nachweis des Absenders (SPF, DKIM oder DMARC)."
LATER = "Der Mailserver des Empfängers bittet um einen späteren Versuch."
LIMITED = "Der Mailserver nimmt gerade nicht mehr E-Mails von uns an."
NO_SERVER = "Zu dieser Adresse gibt es keinen Mailserver."
CLOSED = "Dieses Postfach ist abgeschaltet."

SAID = [
    ("550 5.1.1 The email account that you tried to reach does not exist.", NO_ADDRESS),
    ("550 5.1.1 <anna@example.org>: Recipient address rejected: User unknown in virtual mailbox table", NO_ADDRESS),
    ("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient anna@example.org not found by SMTP lookup", NO_ADDRESS),
    ("550 Requested action not taken: mailbox unavailable; no such user here", NO_ADDRESS),
    ("550 5.1.0 Address rejected.", NO_ADDRESS),
    ("550 Unrouteable address: user anna does not exist", NO_ADDRESS),
    ("550 5.4.4 Unable to route: no mail hosts for domain", NO_SERVER),
    ("556 5.1.10 Domain does not accept mail (nullMX)", NO_SERVER),
    ("550 5.1.2 Host unknown", NO_SERVER),
    ("550 5.2.1 The email account that you tried to reach is disabled.", CLOSED),
    ("554 5.2.1 This mailbox is inactive", CLOSED),
    ("551 User not local; please try <anna@example.net>", "Das Postfach ist umgezogen; die Adresse gilt nicht mehr."),
    ("452 4.2.2 The email account that you tried to reach is over quota.", FULL),
    ("552 5.2.2 Mailbox full", FULL),
    ("552 5.3.4 Message size exceeds fixed maximum message size", "Die Nachricht ist dem Empfänger zu groß."),
    ("451 4.7.1 Greylisting in action, please come back later", LATER),
    ("450 4.2.0 <anna@example.org>: Recipient address rejected: Greylisted", LATER),
    ("421 4.7.0 [TS04] Messages temporarily deferred due to user complaints", LIMITED),
    ("421 4.7.28 Our system has detected an unusual rate of unsolicited mail", LIMITED),
    ("450 4.7.1 Error: too many connections from your host", LIMITED),
    ("554 5.7.1 Service unavailable; Client host [198.51.100.1] blocked using zen.spamhaus.org", LISTED),
    ("550 5.7.1 Our system has detected that this message is likely unsolicited mail.", SPAM),
    ("554 5.7.1 Message rejected as spam by Content Filtering.", SPAM),
    ("550 5.7.26 This mail is unauthenticated, which poses a security risk", UNPROVEN),
    ("550 5.7.1 Email rejected per DMARC policy for example.org", UNPROVEN),
    ("550 5.7.23 The message was rejected because of Sender Policy Framework violation", UNPROVEN),
    ("554 5.7.1 <anna@example.org>: Relay access denied", "Der Mailserver leitet nichts an diese Adresse weiter."),
    ("550 5.7.60 SMTP; Client does not have permissions to send as this sender",
     "Der Mailserver lässt unsere Absenderadresse nicht zu."),
    ("530 5.7.0 Must issue a STARTTLS command first", "Der Mailserver verlangt eine verschlüsselte Verbindung."),
    ("530 5.7.57 Client not authenticated to send mail",
     "Der Mailserver verlangt eine Anmeldung oder erkennt unsere nicht an."),
    ("501 5.1.3 Bad recipient address syntax",
     "Der Mailserver versteht die Adresse nicht. Vielleicht enthält sie einen Tippfehler."),
    ("554 5.4.6 Too many hops", "Die Nachricht lief beim Empfänger im Kreis."),
    ("550 5.4.1 Recipient address rejected: Access denied", "Der Mailserver des Empfängers ist nicht zu erreichen."),
    ("550 5.7.1 Message refused by policy", "Der Mailserver des Empfängers nimmt unsere Nachricht nicht an."),
    ("451 4.3.0 Temporary system problem", "Der Mailserver des Empfängers ist gerade nicht in Ordnung."),
    ("550 Nö", "Der Mailserver hat die Nachricht abgelehnt."),
    ("459 Hm", "Der Mailserver nimmt die Nachricht gerade nicht an."),
    ("454 Hm", LATER),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "words"), SAID, ids=range(len(SAID)))
def test_answer_is_said_in_plain_words(app, reply, words):
    with app.app_context():
        assert in_words(int(reply[:3]), reply[4:]) == words


@pytest.mark.parametrize(("reply", "words"), SAID, ids=range(len(SAID)))
def test_only_what_is_said_of_the_address_for_good_marks_it(reply, words):
    of_the_address = (NO_ADDRESS, NO_SERVER, CLOSED, "Das Postfach ist umgezogen; die Adresse gilt nicht mehr.")
    assert refuses_recipient(reply) == (words in of_the_address)


def test_temporary_refusals_never_mark_an_address():
    assert not refuses_recipient("450 4.1.1 User unknown")
    assert not refuses_recipient(None)
    assert not refuses_recipient("")
