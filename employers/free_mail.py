"""Mail domains where anybody has an address: they say nothing of where somebody works."""

ANYBODYS = frozenset(
    {"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com"}
    | {"live.com", "aol.com", "btinternet.com", "proton.me", "mail.com"}
    | {"protonmail.com", "msn.com", "me.com", "mac.com", "gmx.com", "gmx.net", "gmx.de", "web.de"}
    | {"yahoo.co.uk", "yahoo.ca", "yahoo.com.au", "ymail.com", "hotmail.co.uk", "live.co.uk"}
    | {"outlook.co.uk", "live.ca", "live.com.au", "hotmail.ca", "hotmail.com.au", "hotmail.fr"}
    | {"sky.com", "virginmedia.com", "ntlworld.com", "blueyonder.co.uk", "talktalk.net"}
    | {"bigpond.com", "optusnet.com.au", "iinet.net.au", "rogers.com", "shaw.ca", "telus.net"}
    | {"sympatico.ca", "bell.net", "comcast.net", "verizon.net", "att.net", "sbcglobal.net"}
    | {"cox.net", "zoho.com", "yandex.com", "fastmail.com", "hey.com", "tutanota.com", "qq.com"}
)
