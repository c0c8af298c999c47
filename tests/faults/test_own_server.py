"""An agency's own mail server that keeps its callers waiting holds up its own mails and no others.

Real processes against real servers; what is waited for is mails, never a time.
"""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.cast import make_agency
from tests.faults.test_mail import until
from tests.live import Installation
from tests.mail.letters import empty_queue, look, post
from tests.mail.own import ALLOWED, OwnMailServer, use
from tests.mail.servers import MailServer


class SlowServer(OwnMailServer):
    """Owes the answer to every message until it is `released`. `most_at_once`: so many waited at the same time."""

    def __init__(self) -> None:
        super().__init__()
        self.released, self.most_at_once, self._now = False, 0, 0

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        try:
            while not self.released:
                await asyncio.sleep(0.05)
        finally:  # also when the caller loses patience
            self._now -= 1
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def servers():
    """Ours, one that keeps its callers waiting, and one of another agency that does not."""
    with MailServer() as ours, SlowServer() as slow, OwnMailServer() as quick:
        yield ours, slow, quick


def test_other_mails_go_their_way_past_it(app, superuser, servers, urls, config, tmp_path):
    empty_queue(superuser)
    ours, slow, quick = servers
    patient, other, third = (make_agency(app, name) for name in ("Hafenlicht", "Nordlicht", "Ostlicht"))
    use(patient, slow)
    use(other, quick)
    waiting = [post(app, patient, f"{each}@example.org", urgent=each % 2 == 0) for each in range(6)]
    quickly = [post(app, other, f"{each}@example.org", urgent=False) for each in range(3)]
    by_us = [post(app, third, f"{each}@example.org", urgent=each % 2 == 0) for each in range(4)]

    installation = Installation(urls, tmp_path, config["SECRET_KEYS"][0])
    hastened = {"CLOCK_RATE": "30", "CLOCK_SINCE": str(time.time())}  # breaks need not be waited for
    installation.postbox, installation.settings = ours, ALLOWED | hastened
    installation.start_worker()
    try:
        until(lambda: slow.most_at_once == 2)
        until(lambda: len(quick.received) == len(quickly) and len(ours.received) == len(by_us))
        assert (slow.most_at_once, len(slow.received)) == (2, 0)
        assert all(look(app, patient, mail).state in ("queued", "sending") for mail in waiting)
        slow.released = True
        until(lambda: all(look(app, patient, mail).state == "sent" for mail in waiting), 120)
    finally:
        installation.stop()
    assert slow.most_at_once == 2
    assert set(slow.ids().values()) == {1}
