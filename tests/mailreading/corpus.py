"""Forty and more e-mails of real-world shapes, each with the sentence that counts."""

# ruff: noqa: E501  (lines as mail programs write them)

import base64

from tests.mailreading.clients import (
    OUTLOOK_QUOTE,
    TO,
    crlf,
    file,
    gmail,
    head,
    multipart,
    outlook_page,
    part,
    plain,
    within,
)

LIBRARY = "I use a library after work too, and I would like to see how one is planned."
KUTUPHANE = "İşten sonra ben de kütüphaneye gidiyorum; nasıl planlandığını görmek isterim."
MAKTABA = "أستخدم المكتبة بعد العمل أيضًا وأود أن أرى كيف يتم التخطيط لها."
BIBLIO = "Je vais aussi à la bibliothèque après le travail, j’aimerais voir comment on la conçoit."
BUECHEREI = "Ich gehe auch nach der Arbeit in die Bücherei und möchte sehen, wie man sie plant."
LONG = (
    "I have used the branch library in Mill Lane every Thursday evening since my first year, and I "
    "always wondered who decides when it opens. My mother works shifts and can never go. I would "
    "like to count who comes when, draw it, and hear what the people at the desk think. "
    "I can also bring my own laptop and I speak Polish."
)
FIRST_OF_LONG = LONG[: LONG.index(" I can also")]

GMAIL_QUOTE = """
On Thu, 12 Mar 2026 at 09:00, Northshire University Placements Team <
no-reply@placements.northshire.example> wrote:

> Three new projects are open.
>
> > Reply to this letter if you have a question.
"""
TALL_QUOTE = "\n".join(f"> line {n}" for n in range(120))

CORPUS: dict[str, tuple[bytes, str]] = {
    # Gmail
    "gmail": (gmail(LIBRARY + "\n"), LIBRARY),
    "gmail answers a letter": (gmail(f"{LIBRARY}\n{GMAIL_QUOTE}", subject="Re: News"), LIBRARY),
    "gmail with a signature": (
        gmail(f"Hi team,\n\n{LIBRARY}\n\n-- \nAda Brook\nBSc Geography, year 2\n07700 900123\n"),
        LIBRARY,
    ),
    "gmail wrapped at 76 columns": (
        gmail("Hello,\n\nI use a library after work too, and I would like to see how\none is planned.\n\nThanks,\nAda\n"),
        LIBRARY,
    ),
    "gmail, html alone": (
        multipart("gmail", "alternative", part("text/html",
            f'<div dir="ltr">{LIBRARY}<br></div><br><div class="gmail_quote gmail_quote_container">'
            '<div dir="ltr" class="gmail_attr">On Thu, 12 Mar 2026 at 09:00, X &lt;x@y.example&gt; wrote:<br>'
            '</div><blockquote class="gmail_quote" style="margin:0">Three new projects</blockquote></div>')),
        LIBRARY,
    ),
    "gmail in Turkish": (
        gmail(f"Merhaba,\n\n{KUTUPHANE}\n\nSaygılarımla,\nElif Yıldız\n\nNorthshire <no-reply@northshire.example>, 12 Mar 2026 Per, 10:15\n"
              "tarihinde şunu yazdı:\n\n> Üç yeni proje açıldı.\n", sender=("Elif Yıldız", "elif@mail.example"), subject="Kütüphane projesi"),
        KUTUPHANE,
    ),
    "gmail in Arabic": (
        gmail(f"مرحبا،\n\n{MAKTABA}\n\nمع التحية،\nليلى\n\n‫في الخميس، 12 مارس 2026 في 10:15 ص تمت كتابة ما يلي بواسطة ‪Northshire‬‏ <‪\n"
              "no-reply@northshire.example‬‏>:‬\n\n> ثلاثة مشاريع جديدة\n", sender=("ليلى حداد", "layla@mail.example"), subject="مشروع المكتبة"),
        MAKTABA,
    ),
    "gmail in French": (
        gmail(f"Bonjour,\n\n{BIBLIO}\n\nBien cordialement,\nChloé\n\nLe jeu. 12 mars 2026 à 10:15, Northshire <no-reply@northshire.example> a\nécrit :\n\n> Trois projets\n"),
        BIBLIO,
    ),
    "gmail in German": (
        gmail(f"Liebes Team,\n\n{BUECHEREI}\n\nViele Grüße\nJörg\n\nAm Do., 12. März 2026 um 10:15 Uhr schrieb Northshire <\nno-reply@northshire.example>:\n\n> Drei neue Projekte\n"),
        BUECHEREI,
    ),
    "gmail in Spanish": (
        gmail("Hola,\n\nQuiero aprender cómo se abre una biblioteca.\n\nSaludos\n\nEl jue, 12 mar 2026 a las 10:15, Northshire (<no-reply@northshire.example>)\nescribió:\n\n> Tres\n"),
        "Quiero aprender cómo se abre una biblioteca.",
    ),
    "gmail, written under the quotation": (
        gmail(f"On Thu, 12 Mar 2026 at 09:00, Northshire <no-reply@northshire.example> wrote:\n{TALL_QUOTE}\n\n{LIBRARY}\n"),
        LIBRARY,
    ),
    "gmail on a phone with a photo": (
        multipart("gmail", "mixed", within("alternative", "b1", part("text/plain", LIBRARY), part("text/html", f"<p>{LIBRARY}</p>")),
                  file("image/jpeg", "me.jpg")),
        LIBRARY,
    ),
    # Outlook
    "outlook, html and plain in base64": (
        multipart("outlook", "alternative", part("text/plain", f"Dear team,\r\n\r\n{LIBRARY}\r\n\r\nKind regards,\r\nAda\r\n\r\n", encoding="base64"),
                  part("text/html", outlook_page("Dear team,", LIBRARY, "Kind regards,", "Ada"), encoding="base64")),
        LIBRARY,
    ),
    "outlook answers": (
        plain("outlook", f"{LIBRARY}\n\nFrom: Northshire <no-reply@northshire.example>\nSent: 12 March 2026 09:00\nTo: Ada Brook <ada@mail.example>\nSubject: Three new projects\n\nThree new projects are open.\n",
              encoding="quoted-printable", charset="iso-8859-1"),
        LIBRARY,
    ),
    "outlook, html alone, with the line over the quotation": (
        multipart("outlook", "alternative", part("text/html", outlook_page("Hi", "&nbsp;", LIBRARY, below=OUTLOOK_QUOTE))),
        LIBRARY,
    ),
    "outlook of the old kind": (
        plain("outlook", f"{LIBRARY}\n\n-----Original Message-----\nFrom: Northshire\nSent: Thursday\n\nThree\n", charset="windows-1252"),
        LIBRARY,
    ),
    "outlook in German": (
        plain("outlook", f"Sehr geehrte Damen und Herren,\n\n{BUECHEREI}\n\nMit freundlichen Grüßen\nJörg Weiß\nMatrikel 4711\n\nVon: Northshire <no-reply@northshire.example>\nGesendet: Donnerstag, 12. März 2026 10:15\nAn: Jörg Weiß\nBetreff: Projekte\n\nDrei\n",
              charset="iso-8859-1", encoding="quoted-printable", sender=("Jörg Weiß", "joerg@mail.example")),
        BUECHEREI,
    ),
    "outlook in French": (
        plain("outlook", f"Madame, Monsieur,\n\n{BIBLIO}\n\nCordialement,\nChloé Martin\n\n________________________________\nDe : Northshire\nEnvoyé : jeudi 12 mars\nÀ : Chloé\nObjet : Projets\n", encoding="base64"),
        BIBLIO,
    ),
    "outlook in Turkish": (
        plain("outlook", f"Sayın yetkili,\n\n{KUTUPHANE}\n\nİyi çalışmalar\nElif\n\nKimden: Northshire <no-reply@northshire.example>\nGönderildi: 12 Mart 2026 Perşembe 10:15\nKime: Elif\nKonu: Projeler\n\nÜç\n",
              charset="iso-8859-9", encoding="quoted-printable"),
        KUTUPHANE.replace("’", "'"),
    ),
    "outlook in Arabic, windows-1256": (
        plain("outlook", f"السلام عليكم،\n\n{MAKTABA}\n\nمع خالص التحية\nليلى\n\nمن: Northshire\nتاريخ الإرسال: الخميس\nإلى: ليلى\nالموضوع: مشاريع\n", charset="windows-1256", encoding="base64"),
        MAKTABA,
    ),
    "outlook on a phone": (
        plain("outlook", f"{LIBRARY}\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: Northshire\nSent: Thursday\nTo: Ada\nSubject: Projects\n"),
        LIBRARY,
    ),
    "outlook on Android, html": (
        multipart("outlook", "alternative", part("text/html", f'<html><body><div dir="auto">{LIBRARY}</div><div id="ms-outlook-mobile-signature" dir="auto"><div>Sent from <a href="https://aka.ms/AAb9ysg">Outlook for Android</a></div></div>'
                  '<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><b>From:</b> X</div></body></html>')),
        LIBRARY,
    ),
    "outlook with a logo in its signature": (
        multipart("outlook", "related", within("alternative", "b2", part("text/plain", f"{LIBRARY}\n\nBest wishes\n\nAda Brook\nStudent Representative\n[cid:image001.png@01DAB2]\n"),
                  part("text/html", outlook_page(LIBRARY))), file("image/png", "image001.png", inline=True)),
        LIBRARY,
    ),
    "outlook with a warning from the university": (
        plain("outlook", f"CAUTION: This email originated from outside of the organisation. Do not click links.\n\n{LIBRARY}\n\nThis email and any attachments are confidential and intended solely for the addressee.\n"),
        LIBRARY,
    ),
    "outlook says it is a stranger": (
        plain("outlook", f"You don't often get email from ada.brook@mail.example. Learn why this is important<https://aka.ms/LearnAboutSenderIdentification>\n{LIBRARY}\n"),
        LIBRARY,
    ),
    # Apple
    "iphone": (plain("ios", f"{LIBRARY}\n\nSent from my iPhone", encoding="quoted-printable", charset="us-ascii"), LIBRARY),
    "iphone answers": (
        plain("ios", f"{LIBRARY}\n\nSent from my iPhone\n\n> On 12 Mar 2026, at 09:00, Northshire <no-reply@northshire.example> wrote:\n> \n> Three new projects\n", encoding="quoted-printable"),
        LIBRARY,
    ),
    "iphone with photos between the words": (
        multipart("ios", "mixed", part("text/plain", "I draw maps of\n"), file("image/heic", "IMG_4711.HEIC"), part("text/plain", "\nplaces like this one.\n\nSent from my iPhone\n")),
        "I draw maps of places like this one.",
    ),
    "iphone in Turkish": (plain("ios", f"{KUTUPHANE}\n\niPhone’umdan gönderildi", encoding="base64"), KUTUPHANE),
    "iphone in Arabic": (plain("ios", f"{MAKTABA}\n\nأُرسلت من الـ iPhone", encoding="base64"), MAKTABA),
    "iphone in French": (plain("ios", f"{BIBLIO}\n\nEnvoyé de mon iPhone", encoding="quoted-printable"), BIBLIO),
    "iphone in German": (plain("ios", f"{BUECHEREI}\n\nVon meinem iPhone gesendet", encoding="quoted-printable"), BUECHEREI),
    "apple mail, forwarded": (
        plain("ios", f"{LIBRARY}\n\n> Begin forwarded message:\n> \n> From: Northshire <no-reply@northshire.example>\n> Subject: Projects\n"),
        LIBRARY,
    ),
    # Thunderbird and others
    "thunderbird flowed": (
        plain("thunderbird", "Hello, \n\nI use a library after work too, and I would like to see how \none is planned.\n\n-- \nAda Brook\n"),
        LIBRARY,
    ),
    "thunderbird answers in German": (
        plain("thunderbird", f"{BUECHEREI}\n\nAm 12.03.26 um 10:15 schrieb Northshire:\n> Drei neue Projekte\n> sind offen.\n"),
        BUECHEREI,
    ),
    "thunderbird, html": (
        multipart("thunderbird", "alternative", part("text/html", f'<html><head><meta charset="UTF-8"></head><body><p>{LIBRARY}</p><div class="moz-cite-prefix">On 12/03/2026 10:15, X wrote:<br></div>'
                  '<blockquote type="cite" cite="mid:4711@x"><p>Three</p></blockquote><pre class="moz-signature" cols="72">-- \nAda</pre></body></html>')),
        LIBRARY,
    ),
    "k-9 without an encoding, in latin-1": (
        crlf(head("other") + "\n") + f"{BUECHEREI}\n\nDiese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.\n".encode("latin-1"),
        BUECHEREI,
    ),
    "yahoo on Android": (
        plain("other", f"{LIBRARY}\n\nSent from Yahoo Mail on Android\n\n  On Thu, 12 Mar 2026 at 9:00, Northshire<no-reply@northshire.example> wrote:   Three new projects\n"),
        LIBRARY,
    ),
    "proton": (
        plain("other", f"{LIBRARY}\n\nSent with Proton Mail secure email.\n\nOn Thursday, March 12th, 2026 at 09:00, X <x@y.example> wrote:\n\n> Three\n", encoding="base64"),
        LIBRARY,
    ),
    "web.de": (plain("other", f"Guten Tag,\n{BUECHEREI}\nMfG Jörg\n", charset="utf-8"), f"{BUECHEREI}"),
    "one line, all of it": (plain("other", f"Hi team, {LIBRARY} Thanks!"), f"{LIBRARY} Thanks!"),
    "nothing but a subject": (plain("other", "\n", subject="[k7mq2x9hda] Rain is my favourite weather, so let me count gutters"),
        "Rain is my favourite weather, so let me count gutters"),
    "a subject and a phone's signature": (plain("ios", "Sent from my iPhone", subject="Re: I would love to count gutters"), "I would love to count gutters"),
    "japanese": (plain("other", "図書館の仕事に興味があります。\n", charset="iso-2022-jp", encoding="7bit"), "図書館の仕事に興味があります。"),
    "polish, latin-2": (plain("other", "Dzień dobry, chcę zobaczyć, jak działa biblioteka.\n", charset="iso-8859-2", encoding="quoted-printable"), "Dzień dobry, chcę zobaczyć, jak działa biblioteka."),
    "welsh": (plain("other", "Annwyl dîm,\n\nHoffwn weld sut mae llyfrgell yn cael ei chynllunio.\n\nDiolch,\nRhys\n"), "Hoffwn weld sut mae llyfrgell yn cael ei chynllunio."),
    "emoji and signs that nobody sees": (plain("other", "I \u200blove 📚\ufeff and \u202ekey\u202cs 👩‍🏫\n"), "I love 📚 and keys 👩‍🏫"),
    "too long": (gmail(LONG), FIRST_OF_LONG),
    "a signed message (S/MIME)": (
        multipart("outlook", 'signed; protocol="application/pkcs7-signature"; micalg=sha-256', part("text/plain", LIBRARY), file("application/pkcs7-signature", "smime.p7s")),
        LIBRARY,
    ),
    "base64 that breaks off": (
        crlf(head("other") + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n") + base64.b64encode(LIBRARY.encode())[:-1] + b"!",
        LIBRARY[:-1],
    ),
    "a boundary that is never closed": (
        multipart("other", "mixed", part("text/plain", LIBRARY, encoding="8bit")).rpartition(b"\r\n--")[0],
        LIBRARY,
    ),
    "to several, one of them ours": (plain("other", LIBRARY, to=f"friend@mail.example,\n  Clinic <{TO.upper()}>"), LIBRARY),
}  # fmt: skip
