"""Who appears in the demo agency. All of it is invented: addresses at example.org, numbers 030 23125."""

from __future__ import annotations

PASSWORD = "Buhne-Krabbe-Leuchtfeuer-52"  # noqa: S105 - everybody's, and only where no production is
"""Of everybody in the demo agency who has one."""

STAFF = (
    ("Merle", "Kröger", "owner"),
    ("Henning", "Voß", "admin"),
    ("Nour", "Saleh", "member"),
    ("Jule", "Petersen", "reader"),
)

PORTAL = ("Anna", "Muster")
"""The contact whose sign-in to the portal is told."""

FIRMS = (
    # name, postcode, city, contacts (salutation, title, first name, last name, position, state of access)
    ("Ahoi Segelmacherei", "24376", "Kappeln", (("Frau", "", "Inken", "Hansen", "Inhaberin", "active"),)),
    ("Ärztehaus am Deich", "25813", "Husum", (("Frau", "Dr.", "Wiebke", "Jessen", "Praxisleitung", "invited"),)),
    ("Bäckerei Morgenrot", "23552", "Lübeck", (("Herr", "", "Ole", "Brandt", "Inhaber", "none"),)),
    ("Buchhandlung Zeilenweise", "20095", "Hamburg", (("Frau", "", "Tomke", "Feddersen", "Einkauf", "active"),)),
    ("Café Klönschnack", "22767", "Hamburg", (("Herr", "", "Malte", "Behrens", "Inhaber", "expired"),)),
    ("Deichblick Hausverwaltung", "26382", "Wilhelmshaven", (("", "", "Kim", "Albers", "Objekte", "active"),)),
    ("Elbkante Architekten", "22303", "Hamburg", (
        ("Frau", "", "Yasemin", "Aydin", "Partnerin", "active"),
        ("Herr", "", "Jonas", "Lührs", "Büroleitung", "invited"),
        ("Frau", "", "Grete", "Thode", "Buchhaltung", "none"),
    )),
    ("Fahrradladen Speiche 7", "28195", "Bremen", (("Herr", "", "Arne", "Timm", "Werkstatt", "none"),)),
    ("Fahrradladen Speiche 12", "28199", "Bremen", (("Herr", "", "Arne", "Mohr", "Verkauf", "set"),)),
    ("Gärtnerei Grünzeug", "24103", "Kiel", (("Frau", "", "Levke", "Paulsen", "Leitung", "active"),)),
    ("Hafenmuseum Muster e. V.", "18055", "Rostock", (("Frau", "Prof.", "Gesche", "Oldörp", "Leitung", "invited"),)),
    ("Imkerei Summstein", "24837", "Schleswig", ()),
    ("Kanzlei Wendt & Partner", "19053", "Schwerin", (("Herr", "Dr.", "Hinrich", "Wendt", "Partner", "locked"),)),
    ("Kita Wattwürmer", "26506", "Norden", (("Frau", "", "Fenja", "Harms", "Leitung", "active"),)),
    ("Muster & Söhne Orgelbau", "23552", "Lübeck", (
        ("Frau", "Dr.", "Anna", "Muster", "Geschäftsführung", "portal"),
        ("Herr", "", "Ole", "Ohlsen", "Werkstattleitung", "invited"),
        ("Frau", "", "Heinke", "Matthiesen", "Buchhaltung", "active"),
    )),
    ("Naturkost Kornblume", "29221", "Celle", (("Frau", "", "Swantje", "Brodersen", "Einkauf", "undeliverable"),)),
    ("Optik Weitblick", "24937", "Flensburg", (("Herr", "", "Emre", "Kaya", "Inhaber", "active"),)),
    ("Physiotherapie Aufrecht", "23966", "Wismar", (("Frau", "", "Insa", "Kruse", "Inhaberin", "none"),)),
    ("Reederei Windstille", "27472", "Cuxhaven", (("Frau", "", "Svenja", "Thode", "Disposition", "expired"),)),
    ("Salzkontor Musterheide", "21335", "Lüneburg", (("Herr", "", "Bosse", "Lorenz", "Vertrieb", "active"),)),
    ("Tischlerei Astrein", "25746", "Heide", (("Herr", "", "Momme", "Carstens", "Meister", "noaddress"),)),
    ("Uhrmacherei Taktvoll", "20359", "Hamburg", (("Frau", "", "Rieke", "Sommer", "Inhaberin", "set"),)),
    ("Verlag Querformat", "10115", "Berlin", (("", "", "Sascha", "Wolf", "Lektorat", "active"),)),
    ("Weinhandlung Korkenzieher", "1010", "Wien", (("Herr", "Mag.", "Lukas", "Gruber", "Inhaber", "invited"),)),
    ("شركة المنارة للتجارة", "20457", "Hamburg", (("Frau", "", "Layla", "Haddad", "Geschäftsführung", "active"),)),
    ("Zimmerei Balkenwerk", "17489", "Greifswald", (("Herr", "", "Tjark", "Ewald", "Meister", "none"),)),
)  # fmt: skip

PRIVATE = (
    # salutation, title, first name, last name, postcode, city, form of address, state of access
    ("Herr", "", "Paul", "Gerlach", "28203", "Bremen", "sie", "expired"),
    ("Frau", "", "Mia", "Beispiel", "24105", "Kiel", "du", "active"),
    ("", "", "Toni", "Niemand", "20099", "Hamburg", "du", "none"),
    ("Frau", "Dr.", "Elke", "Immergrün", "23558", "Lübeck", "sie", "invited"),
)
