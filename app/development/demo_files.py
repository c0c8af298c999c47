"""A few files for the demo agency, made here: a picture, a text, a PDF."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

PAPER, INK, SAND = (250, 247, 240), (28, 44, 74), (214, 190, 150)


def picture(width: int = 960, height: int = 600) -> bytes:
    """A page as a designer sketches it, as PNG."""
    image = Image.new("RGB", (width, height), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, height // 9), fill=INK)
    draw.rectangle((width // 16, height // 6, width * 15 // 16, height // 2), fill=SAND)
    for pipe in range(12):
        left, tall = width // 5 + pipe * width // 20, height // 10 + abs(pipe * 2 - 11) * height // 80
        draw.rectangle((left, height // 2 - tall, left + width // 32, height // 2), fill=INK)
    for line in range(5):
        top = height * 5 // 8 + line * height // 16
        draw.rectangle((width // 16, top, width * (14 - line % 3 * 3) // 16, top + height // 50), fill=(196, 194, 188))
    made = BytesIO()
    image.save(made, "PNG", optimize=True)
    return made.getvalue()


def pdf(*lines: str) -> bytes:
    """One page of plain lines, as PDF 1.4 with its standard typeface (Latin letters only)."""
    shown = " T* ".join(f"({line.translate(ESCAPED)}) Tj" for line in lines).encode("cp1252")
    stream = b"BT /F1 14 Tf 22 TL 72 760 Td " + shown + b" ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return made + end % (len(objects) + 1, table, len(objects) + 1, len(made))


ESCAPED = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"})

NOTE = """Zugänge und Termine

Probeserver: https://probe.example.org
Freigabe der Texte: bis Ende des Monats
Einweihung: Sonntag nach Pfingsten
"""
