"""Which device was that? A few words for „Angemeldete Geräte“, made from the browser's own description."""

from __future__ import annotations

BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("CrOS", "ChromeOS"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def device_label(user_agent: str) -> str:
    """`Firefox, Windows`; only what is known, "" when nothing is. Never any text of the sender."""
    found = [next((name for sign, name in names if sign in user_agent), None) for names in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in found if name)
