"""E-mails as mail programs write them: their headers, their parts, their encodings.

The shapes are those of real messages of each program; people, addresses and ids are invented.
"""

# ruff: noqa: E501  (lines as mail programs write them)

import base64
import quopri
from email.header import Header
from email.utils import formataddr

TO = "interests+k7mq2x9hda@in.northshire.example"
ADA = ("Ada Brook", "ada.brook@mail.example")
PHOTO = base64.encodebytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 12)


def crlf(text: str | bytes) -> bytes:
    raw = text.encode() if isinstance(text, str) else text
    return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def head(program: str, *, sender=ADA, to=TO, subject="An interest", **more: str) -> str:
    """The headers that come before a body, in the order and with the ids of ``program``."""
    name, address = sender
    if not name.isascii():
        name = Header(name, "utf-8").encode()
    subject = subject if subject.isascii() else Header(subject, "utf-8").encode()
    who = f"{name} <{address}>" if "=?" in name else formataddr((name, address))
    ids = {
        "gmail": "<CAKx9f2k+7Jw@mail.gmail.com>",
        "outlook": "<DB7PR04MB5098F1@DB7PR04MB5098.eurprd04.prod.outlook.com>",
        "ios": "<7C0E2F51-9A31-4D7E-8E3B-2F1D7A5C9B10@mail.example>",
        "thunderbird": "<4f0d6d8a-2f5e-4f0a-9a0e-1d1f6f5a2b3c@mail.example>",
        "other": "<1773310500.4711@web.mail.example>",
    }
    lines = {
        "Return-Path": f"<{address}>",
        "Received": "from mx.mail.example (mx.mail.example [192.0.2.7])\n"
        "\tby in.northshire.example with ESMTPS id 4711; Thu, 12 Mar 2026 10:15:00 +0000",
        "MIME-Version": "1.0",
        "Date": "Thu, 12 Mar 2026 10:15:00 +0000",
        "Message-ID": ids[program],
        "Subject": subject,
        "From": who,
        "To": to,
    }
    if program == "outlook":
        lines |= {"Thread-Topic": "An interest", "Accept-Language": "en-GB, en-US"}
        lines |= {"X-MS-Has-Attach": "", "Content-Language": "en-GB"}
    if program == "ios":
        lines |= {"X-Mailer": "iPhone Mail (22E252)", "X-Universally-Unique-Identifier": "7C0E"}
    if program == "thunderbird":
        lines |= {"User-Agent": "Mozilla Thunderbird", "Content-Language": "en-GB"}
    lines |= {name.replace("_", "-"): value for name, value in more.items()}
    return "".join(f"{name}: {value}\n" for name, value in lines.items())


def plain(
    program: str, text: str, *, charset: str = "utf-8", encoding: str = "8bit", **more
) -> bytes:
    """One text/plain, in the charset and encoding that is asked for."""
    flowed = "; format=flowed" if program == "thunderbird" else ""
    top = head(program, **more)
    top += f'Content-Type: text/plain; charset="{charset}"{flowed}\n'
    top += f"Content-Transfer-Encoding: {encoding}\n\n"
    return crlf(top) + encoded(text, charset, encoding)


def encoded(text: str, charset: str, encoding: str) -> bytes:
    body = text.encode(charset)
    if encoding == "base64":
        return crlf(base64.encodebytes(body))
    if encoding == "quoted-printable":
        return crlf(quopri.encodestring(body))
    return crlf(body)


def part(kind: str, text: str, *, charset="utf-8", encoding="quoted-printable") -> bytes:
    top = f'Content-Type: {kind}; charset="{charset}"\nContent-Transfer-Encoding: {encoding}\n\n'
    return crlf(top) + encoded(text, charset, encoding)


def file(kind: str, name: str, *, inline: bool = False) -> bytes:
    how = "inline" if inline else "attachment"
    top = f'Content-Type: {kind}; name="{name}"\nContent-Disposition: {how};\n filename="{name}"\n'
    top += "Content-ID: <image001.png@01DAB2>\n" if inline else ""
    return crlf(top.encode() + b"Content-Transfer-Encoding: base64\n\n" + PHOTO)


def multipart(program: str, kind: str, *parts: bytes, boundary: str = "", **more) -> bytes:
    boundary = (
        boundary
        or {
            "gmail": "000000000000a1b2c3061f2d3e4f",
            "outlook": "_000_DB7PR04MB5098F1eurprd04prod_",
            "ios": "Apple-Mail-0F8A2D7C-5B3E-4E1A-9C1D-7B2E5F8A1C3D",
            "thunderbird": "------------0p1q2r3s4t5u6v7w8x9y0z",
            "other": "=_4711",
        }[program]
    )
    top = head(program, **more) + f'Content-Type: multipart/{kind};\n\tboundary="{boundary}"\n\n'
    return crlf(top) + joined(boundary, *parts)


def joined(boundary: str, *parts: bytes) -> bytes:
    mark = b"\r\n--" + boundary.encode()
    return mark + b"\r\n" + (mark + b"\r\n").join(parts) + mark + b"--\r\n"


def within(kind: str, boundary: str, *parts: bytes) -> bytes:
    """A multipart as a part of another."""
    top = f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n'
    return crlf(top) + joined(boundary, *parts)


def gmail(text: str, html: str = "", **more) -> bytes:
    """multipart/alternative, text wrapped at 76 columns as Gmail does it."""
    page = html or '<div dir="ltr">' + text.replace("\n", "<br>") + "</div>\n"
    return multipart(
        "gmail", "alternative", part("text/plain", text), part("text/html", page), **more
    )


OUTLOOK_PAGE = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<style><!-- @font-face {font-family:Aptos;} p.MsoNormal {margin:0cm; font-size:12.0pt;} --></style>
<!--[if gte mso 9]><xml><o:shapedefaults v:ext="edit" spidmax="1026" /></xml><![endif]--></head>
<body lang="EN-GB" link="#467886"><div class="WordSection1">%s</div></body></html>"""


def outlook_page(*paragraphs: str, below: str = "") -> str:
    """HTML as Outlook's editor writes it."""
    said = "".join(f'<p class="MsoNormal">{words}<o:p></o:p></p>' for words in paragraphs)
    return OUTLOOK_PAGE % (said + below)


OUTLOOK_QUOTE = """<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">
<p class="MsoNormal"><b>From:</b> Northshire &lt;no-reply@northshire.example&gt;<br><b>Sent:</b> 12 March 2026 09:00<br>
<b>To:</b> Ada<br><b>Subject:</b> Projects</p></div></div><p class="MsoNormal">Three new projects are open.</p>"""


def bounced(
    address: str = "gone@mail.example",
    status: str = "5.1.1",
    action: str = "failed",
    letter: str = "<0c5c8a2e-6a53-4b8c-9f37-0d9b1f6f2f11@placements.northshire.example>",
) -> bytes:
    """A delivery status notification as Postfix writes it (RFC 3464)."""
    came = f"<{hash((address, status, letter))}@mx.mail.example>"
    said = "This is the mail system at host mx.mail.example.\n\nI'm sorry to have to inform you…\n"
    report = (
        "Reporting-MTA: dns; mx.mail.example\nX-Postfix-Queue-ID: 4711\n\n"
        f"Final-Recipient: rfc822; {address}\nOriginal-Recipient: rfc822;{address}\n"
        f"Action: {action}\nStatus: {status}\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n"
    )
    original = f"Return-Path: <no-reply@northshire.example>\nMessage-ID: {letter}\nTo: {address}\n"
    parts = (
        part("text/plain", said),
        crlf("Content-Type: message/delivery-status\n\n" + report),
        crlf("Content-Type: text/rfc822-headers\n\n" + original),
    )
    return multipart(
        "other",
        'report; report-type="delivery-status"',
        *parts,
        sender=("Mail Delivery System", "MAILER-DAEMON@mx.mail.example"),
        subject="Undelivered Mail Returned to Sender",
        Return_Path="<>",
        Message_ID=came,
        Auto_Submitted="auto-replied",
    )
