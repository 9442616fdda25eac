"""How mail programs and people mark what is not the message, language by language.

Written from messages of Gmail, Outlook, Apple Mail, Thunderbird and the web mail of several
countries. Each pattern is of one line, and is tried on short lines alone.
"""

import re


def _any(*patterns: str) -> str:
    return "(?:" + "|".join(patterns) + ")"


def _line(*patterns: str) -> re.Pattern[str]:
    return re.compile(_any(*patterns), re.IGNORECASE)


# The line that says who wrote what is quoted below it
ATTRIBUTION = _line(
    r"on .{6,200}\bwrote ?:",
    r"am .{6,200}\bschrieb\b.{0,160}:",
    r"le .{6,200}\ba écrit ?:",
    r".{3,200}\b(?:şunu|şunları) yazdı\b.{0,60}:?",
    r".{3,200}\btarihinde\b.{0,160}\byazdı ?:",
    r"(?:في|بتاريخ|يوم|كتب|كتبت)\b.{6,200}(?:كتب|كتبت|بواسطة|تمت كتابة).{0,160}:",
    r"(?:el|em|il|op|w dniu|ar|den|dne) .{6,200}"
    r"\b(?:escribió|escreveu|ha scritto|schreef|napisał\w*|ysgrifennodd|skrev|napsal\w*)\b"
    r".{0,160}:",
    r".{4,200}写道[:：]",
)

# A line over an older e-mail
RULE = _line(
    r"_{10,}",
    r"-{2,} ?"
    + _any(
        r"original message|forwarded message",
        r"original-nachricht|ursprüngliche nachricht|weitergeleitete nachricht",
        r"message d['’]origine|message transféré",
        r"özgün ileti|orijinal (?:ileti|mesaj)|iletilen (?:ileti|mesaj)|yönlendirilmiş ileti",
        r"الرسالة الأصلية|رسالة مُ?عاد توجيهها",
        r"mensaje original|messaggio originale|oorspronkelijk bericht|neges wreiddiol",
    )
    + r" ?-{2,}",
    r"begin forwarded message:|anfang der weitergeleiteten nachricht:",
    r"début du (?:message|courriel) (?:transféré|réexpédié) ?:|iletinin başlangıcı ?:",
)

# The labels of an e-mail's head
COLON = r"\*? ?[:：]"
FROM = _line(r"\*?(?:from|von|de|kimden|gönderen|من|da|van|od|oddi wrth)" + COLON)
TO = _line(r"\*?(?:to|an|à|kime|إلى|para|aan)" + COLON)
SUBJECT = _line(r"\*?(?:subject|betreff|objet|konu|الموضوع|asunto|oggetto|onderwerp)" + COLON)
LABEL = _line(
    r"\*?(?:sent|date|to|cc|subject)" + COLON,
    r"\*?(?:gesendet|datum|an|betreff)" + COLON,
    r"\*?(?:envoyé|à|objet|date d['’]envoi)" + COLON,
    r"\*?(?:gönderildi|gönderme tarihi|tarih|kime|bilgi|konu)" + COLON,
    r"\*?(?:تاريخ الإرسال|تم الإرسال|التاريخ|إلى|الموضوع|نسخة)" + COLON,
    r"\*?(?:enviado|para|asunto|inviato|a|oggetto|verzonden|aan|onderwerp)" + COLON,
)

OF_A_PHONE = _line(
    r"(?:sent|get) (?:from|via|with|using|outlook for) .{2,60}",
    r"von meinem .{2,40} gesendet.?|gesendet (?:von|mit|über) .{2,60}",
    r"diese nachricht wurde von meinem .{2,60} gesendet.{0,40}",
    r"outlook für .{3,40}|holen sie sich outlook.{0,60}",
    r"envoyé (?:de|depuis|à partir de|par) .{2,60}|(?:obtenir|télécharger) outlook .{3,60}",
    r".{2,40}['’]?(?:[dt][ae]n|[ıiuü]m[dt][ae]n) gönderildi.?",
    r".{0,40}outlook.{0,20} (?:edinin|indirin).{0,40}",
    r"(?:أُ?رسلت|تم الإرسال|مُ?رسل) من .{2,60}|(?:احصل|الحصول) على outlook.{0,40}",
    r"(?:enviado|mandado) desde .{2,60}|verstuurd vanaf .{2,60}|inviato da .{2,60}",
)

SMALL_PRINT = _line(
    r"(?:this (?:e-?mail|message|communication)|the (?:information|contents?)).{0,120}"
    r"(?:confidential|intended (?:only|solely))",
    r"confidentiality notice|please consider the environment|disclaimer:",
    r"diese e-?mail (?:enthält|kann|ist).{0,60}vertraulich",
    r"ce (?:message|courriel).{0,60}confidentiel",
    r"bu e-?posta.{0,80}gizli",
)

# What a mail server writes over a stranger's message
WARNING = _line(
    r"\[?(?:external|caution|warning)\b.{0,20}(?:e-?mail|sender|message|originated|outside).{0,200}",
    r"you don['’]t often get (?:an )?e-?mail from .{3,200}|some people who received this.{3,200}",
    r"sie erhalten nicht (?:oft|häufig) e-?mails von .{3,200}",
)

GREETING = _any(
    r"hi|hiya|hello|hey|dear|to whom it may concern|good (?:morning|afternoon|evening|day)",
    r"hallo|liebe[rs]?|sehr geehrte[rs]?|guten (?:tag|morgen|abend)|moin|servus|grüezi|grüß gott",
    r"bonjour|bonsoir|salut|madame|monsieur|chère?s?",
    r"merhaba(?:lar)?|selam(?:lar)?|sayın|sevgili|iyi (?:günler|akşamlar)|günaydın",
    r"مرحبا|مرحبًا|السلام عليكم|أهلا|أهلاً|عزيزي|عزيزتي|تحية طيبة|صباح الخير|مساء الخير|السادة",
    r"hola|buen[oa]s (?:días|tardes)|ciao|buongiorno|annwyl|shwmae|helo",
)
GREETING_LINE = _line(GREETING + r"\b.{0,60}")
GREETING_BEFORE = _line(GREETING + r"\b[^,!.:،؟?]{0,40}(?:[,!،]| [-–—]|[.:])\s+(?=\S)")

_OF_SOMEBODY = r"(?:,?\s+(?-i:[^\W\d_a-z])[\w'’-]*\.?){0,3}"
REGARDS = _line(
    _any(
        r"(?:(?:with|kind(?:est)?|best|warm(?:est)?|many|all the) ){0,3}(?:regards|wishes|best)",
        r"cheers|ta|tha?nx|ty|yours(?: \w+)?|sincerely(?: yours)?|love|take care|many thanks",
        r"thanks(?: (?:so much|very much|a lot|again|in advance|for .{3,40}|and .{3,30}))?",
        r"thank you(?: .{2,40})?|looking forward to .{3,40}|have a (?:good|nice|great) \w+",
        r"(?:viele|liebe|beste|freundliche|herzliche|schöne|mit \w{4,15}) gr(?:ü|ue)(?:ß|ss)en?",
        r"(?:herzlichen?|lieben|besten) gru(?:ß|ss)|lg|vg|mfg",
        r"(?:vielen |herzlichen )?danke?(?: (?:im voraus|für .{3,30}|schön|sehr))?",
        r"(?:bien )?cordialement|bien à vous|amicalement|(?:très )?respectueusement",
        r"merci(?: .{2,40})?|(?:meilleures )?salutations.{0,40}|bonne (?:journée|soirée)",
        r"(?:en iyi )?saygılar(?:ımla|ımızla)?|sevgiler(?:imle)?|iyi \w{4,12}(?: dilerim)?",
        r"(?:şimdiden )?teşekkür(?:ler| ederim)|kolay gelsin|hoşça ?kal(?:ın)?",
        r"(?:(?:و?مع|أطيب|خالص|فائق|وتفضلوا بقبول) ){0,3}"
        r"(?:التحية|تحياتي|التحيات|الشكر|الاحترام|الاحترام والتقدير)(?: .{2,30})?",
        r"و?شكر(?:ا|اً|ًا)(?: .{2,30})?",
        r"(?:un )?(?:saludos?|abrazo)(?: .{2,20})?|(?:muchas )?gracias(?: .{2,20})?",
        r"(?:cordiali|distinti) saluti|grazie(?: .{2,20})?|cofion(?: \w+)?|diolch(?: .{2,20})?",
    )
    + r"[\s,.!،…:)-]{0,5}"
    + _OF_SOMEBODY
)
A_NAME = re.compile(r"[^\W\d_a-z][\w'’.-]*(?: [^\W\d_a-z][\w'’.-]*){0,2}")

# Before a subject: answers and forwards, references in brackets
BARE_SUBJECT = _line(
    r"(?:(?:re|fwd?|aw|wg|tr|ynt|ilt|رد|إعادة توجيه|rv|sv|ed) ?: ?)+",
    r"[\[(][\w -]{2,40}[\])]",
    r"#\w+",
)

# What machines write in a subject
CAME_BACK = _line(
    r"undeliver(?:able|ed)|mail delivery (?:failed|failure|system)|delivery status notification",
    r"failure notice|returned mail|delivery has failed|message not delivered",
    r"unzustellbar|non remis|échec de la remise|teslim edilemedi|iletilemedi",
    r"لم يتم التسليم|تعذر التسليم",
)
AWAY = _line(
    r"(?:re: ?)?"
    + _any(
        r"automatic reply|auto(?:matic)?[- ]?(?:reply|response|antwort)|out of (?:the )?office",
        r"vacation reply|automatische antwort|abwesenheits(?:notiz|benachrichtigung)",
        r"réponse automatique|absence du bureau|otomatik yanıt|رد تلقائي|الرد التلقائي",
        r"respuesta automática|risposta automatica|automatisch antwoord|ymateb awtomatig",
    )
    + r"(?!\w).{0,200}"
)
