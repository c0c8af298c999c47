"""What the demo agency works on: projects, their tasks, and what is said about them. Days count from today."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PlannedTask:
    """A task; `who` by last name, `days` until it is due."""

    title: str
    status: str = "open"
    days: int | None = None
    who: tuple[str, ...] = ()
    priority: str = "normal"
    internal: bool = False
    description: str = ""
    steps: tuple[str, ...] = ()
    """Lines of the checklist; those that begin with a plus are ticked."""
    customer_ticks: bool = False


@dataclass(frozen=True)
class PlannedProject:
    """A project of a firm, which began so many days ago, with its team by last name."""

    firm: str
    name: str
    status: str
    begun: int
    days: int | None
    team: tuple[str, ...]
    tasks: tuple[PlannedTask, ...]
    visible: bool = True
    description: str = ""


ORGAN, ARCHITECTS, SHOP, CAFE = (
    "Muster & Söhne Orgelbau", "Elbkante Architekten", "Buchhandlung Zeilenweise", "Café Klönschnack",
)  # fmt: skip
GARDEN, TRADE = "Gärtnerei Grünzeug", "شركة المنارة للتجارة"

T = PlannedTask
PROJECTS = (
    PlannedProject(ORGAN, "Neue Website", "active", 40, 18, ("Kröger", "Saleh"), (
        T("Startseite: Entwurf freigeben", "waiting", 2, ("Kröger",), "high",
          description="Der Entwurf liegt als Bild bei. Bitte vor allem auf **Kopfbereich** und **Werkverzeichnis** "
          "achten.\n\nOffen ist noch:\n\n"
          "1. Welches Foto oben steht\n2. Ob die Konzerttermine auf die Startseite gehören",
          steps=("+Farben", "Kopfbereich", "Werkverzeichnis", "Fußzeile mit Anfahrt"), customer_ticks=True),
        T("Fotos der Werkstatt auswählen", "waiting", -1, ("Saleh",),
          description="Aus den Aufnahmen vom letzten Besuch bitte sechs bis acht aussuchen."),
        T("Werkverzeichnis einpflegen", "doing", 6, ("Saleh",), description="214 Instrumente, von 1871 bis heute.",
          steps=("+1871 bis 1920", "+1921 bis 1960", "1961 bis 2000", "seit 2001")),
        T("Kontaktformular bauen", "doing", 0, ("Kröger",)),
        T("Konzertkalender anbinden", "open", 4, ("Kröger", "Saleh")),
        T("Umzug des Servers vorbereiten", "open", 12, ("Voß",), internal=True,
          description="Zugang zum alten Anbieter liegt im Tresor.",
          steps=("DNS-Einträge abschreiben", "Laufzeit der Einträge senken", "Postfächer zählen")),
        T("Angebot für die Pflege schreiben", "open", -3, ("Kröger",), "high", internal=True),
        T("Englische Fassung klären", "open", None, ("Kröger",), "low"),
        T("Impressum und Datenschutz einholen", "done", -20, ("Saleh",)),
        T("Seitenbaum abstimmen", "done", -28, ("Kröger",)),
        T("Auftaktgespräch", "done", -38, ("Kröger", "Saleh")),
    ), description="Die Website zieht um und bekommt ein Verzeichnis aller Instrumente.\n\n"
       "*Ziel:* online vor der Einweihung in Lübeck."),
    PlannedProject(ORGAN, "Prospekt zum Jubiläum", "done", 120, -30, ("Kröger",), (
        T("Texte lektorieren", "done", -60, ("Petersen",)),
        T("Druckfreigabe", "done", -44, ("Kröger",)),
        T("Lieferung nach Lübeck", "done", -31, ("Kröger",)),
    ), description="24 Seiten, 3.000 Stück."),
    PlannedProject(ARCHITECTS, "Referenzen und Bildarchiv", "active", 20, 3, ("Voß", "Saleh"), (
        T("Bildrechte klären", "waiting", 1, ("Voß",), "urgent",
          description="Für zwei Häuser fehlt die Zusage der Fotografin."),
        T("Suchfunktion im Archiv", "doing", 2, ("Saleh",)),
        T("Projektseiten anlegen", "doing", -2, ("Saleh",), steps=("+Schule am Kanal", "+Haus Reet", "Speicher VII")),
        T("Schulung für das Büro", "open", 5, ("Voß", "Kröger")),
        T("Alte Bilder umbenennen", "open", 9, (), "low", internal=True),
        T("Archiv aufsetzen", "done", -10, ("Saleh",)),
    )),
    PlannedProject(SHOP, "Onlineshop", "paused", 75, 45, ("Kröger", "Voß"), (
        T("Schnittstelle zur Warenwirtschaft", "waiting", 20, ("Voß",),
          description="Wartet auf den Zugang vom Großhandel."),
        T("Versandkosten festlegen", "waiting", 14, ("Kröger",)),
        T("Lesungen verkaufen", "open", 40, ("Voß",)),
        T("Zahlungsarten einrichten", "done", -25, ("Voß",)),
    )),
    PlannedProject(CAFE, "Speisekarte und Reservierung", "planned", -5, 40, ("Saleh",), (
        T("Angebot nachfassen", "open", 0, ("Kröger",), internal=True),
        T("Fototermin vereinbaren", "open", 7, ("Saleh",)),
        T("Schriften auswählen", "open", 15, ("Saleh",)),
    ), visible=False),
    PlannedProject(GARDEN, "Pflege der Website", "active", 200, None, ("Saleh",), (
        T("Frühlingsangebote einstellen", "doing", 3, ("Saleh",)),
        T("Sicherheitsupdates", "done", -6, ("Saleh",), internal=True),
        T("Öffnungszeiten im Winter", "done", -15, ("Saleh",)),
        T("Newsletter-Anmeldung prüfen", "open", 11, ("Saleh",)),
    )),
    PlannedProject(TRADE, "Markenauftritt", "active", 30, 25, ("Kröger", "Saleh"), (
        T("الهوية البصرية: اختيار الألوان", "waiting", 4, ("Kröger",),
          description="نرجو اختيار **لونين** من اللوحة المرفقة."),
        T("Logo in beiden Schriften", "doing", 8, ("Saleh",)),
        T("Geschäftspapiere setzen", "open", 21, ("Kröger",)),
    )),
)  # fmt: skip

ALONE = (
    ("Ahoi Segelmacherei", T("Logo auf Persenning prüfen", "waiting", 6, ("Kröger",))),
    (ORGAN, T("Visitenkarten nachdrucken", "open", 10, ("Saleh",))),
    ("Verlag Querformat", T("Angebot für den Herbstkatalog", "open", 1, ("Kröger",), "high")),
    (None, T("Zeiterfassung für Oktober abschließen", "open", -2, ("Kröger",), internal=True)),
    (None, T("Notfallplan durchspielen", "open", 5, ("Voß",), internal=True,
             steps=("Sicherung zurückspielen", "Telefonliste prüfen"))),
    (None, T("Weihnachtskarten bestellen", "doing", 16, ("Petersen",), "low", internal=True)),
)  # fmt: skip
"""Tasks without a project, of a firm or of nobody."""

SAID = (
    # the task or project, hours ago, who (last name), what, internal
    ("Startseite: Entwurf freigeben", 52, "Kröger", "Guten Tag Frau Dr. Muster,\n\nanbei der Entwurf der Startseite. "
     "Was meinen Sie zum Bild der Werkstatt oben?", False),
    ("Startseite: Entwurf freigeben", 51, "Kröger", "Falls das Bild nicht gefällt: Eine Alternative liegt im Archiv, "
     "kostet uns eine Stunde.", True),
    ("Startseite: Entwurf freigeben", 27, "Matthiesen", "Das Bild ist schön, aber die Orgel darauf steht "
     "nicht in Lübeck.", False),
    ("Startseite: Entwurf freigeben", 26, "Saleh", "Stimmt, das ist Stralsund. Ich suche ein anderes heraus.", True),
    ("Startseite: Entwurf freigeben", 4, "Muster", "Danke, das gefällt mir gut. Zwei Dinge:\n\n- Die **Jahreszahl** im "
     "Kopf bitte weglassen\n- Können die Konzerttermine weiter nach oben?", False),
    ("Startseite: Entwurf freigeben", 2, "Muster", "Und noch etwas: Unsere Telefonnummer hat sich geändert, "
     "jetzt 030 23125 164.", False),
    ("Fotos der Werkstatt auswählen", 70, "Saleh", "Hier die Auswahl, bitte Nummern nennen.", False),
    ("Fotos der Werkstatt auswählen", 20, "Matthiesen", "Frau Dr. Muster entscheidet das am Montag.", False),
    ("Neue Website", 90, "Kröger", "Der Zeitplan steht: In drei Wochen zeigen wir Ihnen alles auf einem "
     "Probeserver.", False),
    ("Neue Website", 30, "Muster", "Wunderbar. Dürfen wir den Probeserver auch der Gemeinde zeigen?", False),
    ("Neue Website", 29, "Voß", "Bitte erst nach der Freigabe der Texte, sonst stehen Entwürfe im Netz.", True),
    ("Bildrechte klären", 44, "Voß", "Die Fotografin meldet sich bis Mittwoch.", True),
    ("Bildrechte klären", 6, "Aydin", "Sie hat zugesagt, schriftlich kommt es morgen.", False),
    ("Referenzen und Bildarchiv", 3, "Aydin", "Können wir die Schulung auf den Vormittag legen? Nachmittags sind "
     "wir auf der Baustelle.", False),
    ("Schnittstelle zur Warenwirtschaft", 300, "Feddersen", "Der Großhandel antwortet uns auch nicht. "
     "Wir bleiben dran.", False),
    ("Frühlingsangebote einstellen", 9, "Paulsen", "Die Preise für Stauden schicke ich heute Abend.", False),
    ("الهوية البصرية: اختيار الألوان", 12, "Haddad", "نفضّل الأزرق الداكن مع الرملي، شكرًا لكم.", False),
    ("Logo auf Persenning prüfen", 100, "Hansen", "Das Muster ist unterwegs zu Ihnen.", False),
    ("Druckfreigabe", 1100, "Muster", "Freigegeben. Bitte drucken.", False),
)  # fmt: skip

READ = ("Neue Website", "Schnittstelle zur Warenwirtschaft", "Logo auf Persenning prüfen", "Druckfreigabe")
"""Where everybody of the staff has read what stands there."""
