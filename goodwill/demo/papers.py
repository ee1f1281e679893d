"""Writes the papers that are attached: invoices as small PDF files, and an invitation to a call."""

from datetime import datetime, timedelta

INVOICE, INVITATION = "invoice", "invitation"
_LINES = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Hotel desk//EN",
    "METHOD:REQUEST",
    "BEGIN:VEVENT",
    "UID:lobby-{starts}@hotel.example",
    "DTSTAMP:{starts}",
    "DTSTART:{starts}",
    "DTEND:{ends}",
    "SUMMARY:Call about plants for the lobby",
    "LOCATION:By telephone",
    "ORGANIZER:mailto:desk@hotel.example",
    "END:VEVENT",
    "END:VCALENDAR",
)


def pdf(lines: list[str]) -> bytes:
    """One A4 page with these lines (Latin-1), set in Helvetica; a complete PDF 1.4 file."""
    text = ["BT /F1 20 Tf 60 780 Td 16 TL (Fern & Fable) Tj T* /F1 11 Tf T*", *(f"({_escaped(line)}) Tj T*" for line in lines), "ET"]
    content = "\n".join(text).encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(written))
    return written + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer


def invoice(order: str, name: str, product: str, price: str) -> bytes:
    """The invoice for one order."""
    return pdf(
        [
            "14 Cheltenham Crescent, Bristol - VAT GB 000 0000 00",
            "",
            f"Invoice for order {order}",
            f"Billed to: {name}",
            "",
            f"1 x {product}    {price}",
            "Delivery    4.90",
            "",
            "All amounts in pounds and with VAT. Paid, with thanks.",
        ]
    )


def invitation(starts: datetime) -> bytes:
    """A calendar file (RFC 5545) for half an hour."""
    stamp = "%Y%m%dT%H%M%SZ"
    lines = "\r\n".join([*_LINES, ""])
    return lines.format(starts=f"{starts:{stamp}}", ends=f"{starts + timedelta(minutes=30):{stamp}}").encode()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
