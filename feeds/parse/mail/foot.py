"""What stands round a mail's copy and is none: disclaimers, a list's foot, what programs and filters put in.

Stories begin with nearly the same words. So each form is told whole: what it closes with, or that it speaks of the
mail itself, or the product or the link that it names.
"""

from __future__ import annotations

import re

_LONGEST_LINE = 300
_OPENS = r"[\s*_=\[(|-]{0,80}"
_LINK = r"(?:https?://|www\.|\S{1,60}@)\S+"
_MAIL = r"(?:e-?mail|message|communication|transmission)"
_LISTS = r"(?:lists?|mailings?|e-?mails?|newsletters?|messages|alerts|updates|bulletins?)"
# What closes a mail: from there on nothing is copy.
_CLOSES = re.compile(
    _OPENS + r"(?:"
    r"(?:legal |e-?mail )?(?:disclaimer|confidentiality(?: notice| note| statement)?|"
    r"privileged (?:and|&) confidential)\b\s?(?:[:.–—*-]|$)"
    rf"|(?:(?:the )?(?:information|contents?)(?: contained)? (?:in|of) the|"
    rf"(?:the )?(?:information|contents?)?(?: contained)?(?: in| of)? ?this) {_MAIL}\b[^.]{{0,200}}?\b"
    r"(?:confidential|privileged|(?:intended|meant) (?:only|solely)|intended recipient|for the (?:sole|exclusive) use)"
    rf"|if you (?:are not the (?:intended|named) |(?:have )?received? this {_MAIL} (?:in error|by mistake))"
    r"|diese e-?mail (?:enthält|ist|und)\b[^.]{0,200}?vertraulich"
    r"|ce(?:t e-?mail| message| courriel| mail)\b[^.]{0,200}?confidentiel"
    r"|este (?:mensaje|correo|e-?mail)\b[^.]{0,200}?confidencia"
    r"|quest[oa] (?:messaggio|e-?mail)\b[^.]{0,200}?(?:riservat|confidenzial)"
    r"|(?:(?:to|please|click here to) )?(?:unsubscribe|opt[ -]out)\b"
    rf"(?: (?:from|of) (?:this|these|our|all|future)\b[\w ]{{0,40}}\b{_LISTS}| from {_LINK})?"
    r"(?:,? (?:please |simply |just )?(?:here\b|instantly\b|click\b|visit\b|write to\b|send\b|reply\b|go to\b|"
    rf"by (?:click|reply|send|visit|writ|e-?mail)|(?:at|via|e-?mail|contact|use) {_LINK}|(?:via|using) (?:this|the) link)"
    r"|\s?[:|<(•·]|\.?\s*$)"
    r"|if you (?:would like|wish|want) to unsubscribe\b"
    r"|if you (?:no longer|do not|don't|would|wish|want|prefer)\b[^.]{0,80}?\b(?:receiv|hear from|get |mail)"
    r"[^.]{0,80}?\bunsubscribe"
    r"|you(?:'re|’re| are| have)? (?:receiv(?:ed?|ing)|getting|got) this (?:e-?mail|message|newsletter|mail) "
    r"(?:because|as you|since)"
    r"|(?:update|manage|change) your (?:e-?mail |subscription |mailing |communication )*(?:preferences|settings)"
    r"(?:\s?[|.:<(•·]\s*\S*|\s*$| (?:here|at http)\b)"
    r"|um (?:sich|den newsletter|diese)\b[^.]{0,80}? ab(?:zumelden|zubestellen)|(?:newsletter )?abbestellen\W*(?:$|http)"
    r"|pour (?:vous désabonner|ne plus recevoir (?:nos|ces?|cette|de)\b)|se désabonner\W*(?:$|http)"
    r"|para (?:darse|cancelar)\b[^.]{0,60}?suscri"
    r"|(?!the |an? )[\w.-]{1,60} mailing list\s*(?:$|\S+@|http))",
    re.IGNORECASE,
)
_FILTERS = (
    r"(?:avast|avg|bitdefender|barracuda|clamav|eset|f-secure|fortimail|kaspersky|mailscanner|mcafee|messagelabs|"
    r"mimecast|norton|panda|proofpoint|sophos|spamassassin|symantec|trend ?micro)"
)
_WARNS = (
    r"(?:[\s*]*(?:do not|don['’]t|please|be (?:careful|cautious)|never|exercise|use caution|treat|unless|bitte|"
    r"klicken|öffnen|ne )[^.!]{0,160}[.!]?){0,3}\W*"
)
# What mail programs and filters put in, above or below: these lines and no more. Each is the whole line, and
# names the mail, a product or a link: stories begin with nearly the same words.
_PUT_IN = re.compile(
    _OPENS + r"(?:"
    r"sent from my [\w '’+®™-]{1,40}\.?"
    r"|get outlook for (?:ios|android|mac|windows|mobile)\b.{0,80}"
    r"|sent (?:from|with) (?:outlook|yahoo mail|proton ?mail|mail for \w+)\b.{0,80}"
    r"|von meinem [\w '’-]{1,40} gesendet\.?|(?:envoyé de(?:puis)? mon|enviado desde mi|inviato da(?:l mio)?) [\w '’-]{1,40}\.?"
    r"|this (?:e-?mail|message)[\w ,]{0,40} (?:has been|was|is) (?:checked|scanned|sent from a virus)\b"
    rf".{{0,120}}(?:virus|malware|spam|{_FILTERS}|{_LINK}).{{0,160}}"
    r"|no virus(?:es)? (?:was |were )?found in this (?:\w+ )?(?:e-?mail|message).{0,160}"
    rf"|(?:virus-free|virenfrei|garanti sans virus)[.\s]{{0,3}}(?:{_LINK}|{_FILTERS}.{{0,80}})?"
    rf"|(?:checked|scanned) by {_FILTERS}\b.{{0,120}}|scanned by \w{{1,30}}\W{{0,3}}{_LINK}"
    r"|diese (?:e-?mail|nachricht) wurde (?:von|auf|mit)\b.{0,60}\bviren(?:frei)? ?(?:geprüft|untersucht|überprüft|gescannt)?.{0,80}"
    r"|l['’]absence de virus dans ce.{0,160}"
    r"|este (?:correo|mensaje) (?:electrónico )?ha sido (?:comprobado|analizado)\b.{0,60}virus.{0,80}"
    rf"|view (?:(?:this|the) (?:e-?mail|message|newsletter)|it) (?:in|on|with) (?:your|a|the) (?:web ?)?browser\W*(?:{_LINK})?"
    rf"|view (?:it )?(?:in browser|online)\W*(?:{_LINK})?"
    r"|(?:having )?(?:trouble|problems?) (?:viewing|reading|seeing) this (?:e-?mail|message|newsletter|mail)\b.{0,160}"
    r"|external(?: e-?mail| sender| message)?\W*"
    r"|(?:caution|warning|external(?: e-?mail| sender| message)?|achtung|attention|note)\s?[\]:!.*–—-]+\s*"
    r"(?:(?:this is an )?external (?:e-?mail|message|mail|sender)\b"
    r"|(?:this|diese|ce(?:t|tte)?) (?:e-?mail|message|mail|nachricht|courriel|sender)\b[^.]{0,60}?"
    rf"(?:originated|outside|external|außerhalb|extérieur))[^.!]{{0,100}}[.!]?{_WARNS}"
    rf"|this (?:e-?mail|message) (?:originated|came|was sent) (?:from )?outside\b[^.!]{{0,100}}[.!]?{_WARNS}"
    r"|please (?:consider|think)\b.{0,40}\benvironment\b.{0,30}\bprint.{0,40}|please think before you print.{0,40}"
    r")|[\s*]*\[(?:image|cid|bild|inline image)\s?\d*[:.][^\]]{0,120}\]\s*",
    re.IGNORECASE,
)  # fmt: skip


def closes(text: str) -> bool:
    """Whether a paragraph or a line closes a mail."""
    return _CLOSES.match(text) is not None


def is_put_in(text: str) -> bool:
    """Whether a paragraph or a line is what a program put in, and nothing else."""
    return len(text) <= _LONGEST_LINE and _PUT_IN.fullmatch(text) is not None
