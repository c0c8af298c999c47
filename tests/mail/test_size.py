"""How large mails become: under 100 KB whatever is in them, so that no program cuts them off (Gmail does at 102)."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image
from sqlalchemy import select

from app.contacts.models import Contact
from app.mail.models import OutgoingMail
from app.mail.registry import get_mail
from app.mail.wording import Variant, variants
from app.mail.wordings import MailWording
from app.notifications.mails import MOST, news, staff_news
from app.notifications.things import Item
from app.pictures.make import make_logo
from app.settings.models import AgencyLogo
from tenants import current_tenant, db

LIMIT = 100_000
SPARE = 1_000  # characters that an agency may say besides twenty pieces of news: a wording counts with what it printed
WORDS = {
    "de": "Überprüfung der Öffnungszeiten für größere Straßenfeste ",
    "en": "A word about the opening hours of the larger “street” fairs ",
    "ar": "مراجعة ساعات العمل الخاصة بالمهرجانات الكبيرة في الشارع ",
}
PATH = "/kunden/projekte/0192f3c4-5b6a-7c8d-9e0f-1a2b3c4d5e6f/aufgaben/0192f3c4-5b6a-7c8d-9e0f-1a2b3c4d5e6f#beitrag-2"


def noisy_logo() -> bytes:
    """The least compressible picture there is, as the product keeps it."""
    dots = random.Random(1).randbytes(1200 * 300 * 3)
    file = io.BytesIO()
    Image.frombytes("RGB", (1200, 300), dots).save(file, "PNG")
    file.seek(0)
    return make_logo(file).getvalue()


@pytest.mark.parametrize("folder", [variant.folder for variant in variants()])
@pytest.mark.parametrize("key", ["news", "staff_news"])
def test_twenty_pieces_of_news_with_logo_and_a_long_wording_stay_under_100_kb(cast, folder, key, capsys):
    variant = Variant(folder)

    def much(length: int) -> str:
        return (WORDS[variant.language] * length)[:length].strip()

    with cast.a.work():
        AgencyLogo.set(noisy_logo())
        current_tenant().signature = much(1_000)
        MailWording.save(
            get_mail(key), variant, "{{ erster_titel }}", f"{MailWording.of(key, variant).body}\n\n{much(SPARE)}"
        )
        items = [Item("Neuer Beitrag", much(400), much(300), much(150), PATH)] * (MOST + 5)
        if key == "news":
            contact = Contact.get(cast.a.contact.id)
            contact.person.update(language=variant.language, address_form="du" if folder == "de_du" else "sie")
            news(contact, items)
        else:
            member = cast.a.owner.load()
            member.language = variant.language
            staff_news(member, items)
        db.session.flush()
        size = len(db.session.scalar(select(OutgoingMail.content).where(OutgoingMail.key == key)))
        unusable = MailWording.newest(key, variant).failed_at
    with capsys.disabled():
        print(f"\n{key} {folder}: {size:,} bytes")
    assert unusable is None
    assert size < LIMIT
