"""What documents call the character sets they are in, and what Python does."""

from __future__ import annotations

import codecs

LABELS = {
    "ascii": "cp1252", "us-ascii": "cp1252", "latin1": "cp1252", "iso-8859-1": "cp1252", "iso8859-1": "cp1252",
    "l1": "cp1252", "cp1252": "cp1252", "x-cp1252": "cp1252", "utf8": "utf-8", "utf-8": "utf-8",
    "unicode-1-1-utf-8": "utf-8", "iso-8859-9": "cp1254", "latin5": "cp1254", "iso-8859-11": "cp874",
    "tis-620": "cp874", "windows-874": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030",
    "gb18030": "gb18030", "chinese": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
    "euc-jp": "euc_jp", "x-euc-jp": "euc_jp", "iso-2022-jp": "iso2022_jp", "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949", "korean": "cp949", "windows-949": "cp949", "koi8-r": "koi8-r", "koi8-u": "koi8-u",
    "ibm866": "cp866", "macintosh": "mac_roman", "x-mac-roman": "mac_roman", "x-mac-cyrillic": "mac_cyrillic",
    "utf-16": "utf-16-le", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be", "iso-8859-6-i": "iso-8859-6",
    "iso-8859-8-e": "iso-8859-8", "iso-8859-8-i": "iso-8859-8",
    **{f"windows-{page}": f"cp{page}" for page in range(1250, 1259)},
    **{f"iso-8859-{part}": f"iso-8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
}  # fmt: skip
"""Encodings by the labels of the Encoding Standard (WHATWG, 4.2), where Python calls them otherwise or
something else by that name, and all that pages may be in.
"""
# What mails and wires call them besides.
_OTHERS = {
    "latin-1": "cp1252", "ansi": "cp1252", "x-ansi": "cp1252", "cp936": "gb18030", "chinesebig5": "big5hkscs",
    "x-big5": "big5hkscs", "x-windows-949": "cp949", "unicode-1-1-utf-7": "utf-7", "utf8mb4": "utf-8",
    "x-utf-8": "utf-8", "unicode": "utf-16", "utf-16": "utf-16", "x-koi8-r": "koi8-r",
}  # fmt: skip
# Encodings of Python's that are no character sets of text; some of them take their time.
_NONE = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
)


def codec_of(charset: str) -> str:
    """The name by which Python decodes what is said to be in a character set, as mails and wires say it;
    ``""`` for what is none.
    """
    name = charset.partition("*")[0].strip(" \t\"'").lower()
    if not name or not name.isascii() or len(name) > 40:
        return ""
    name = _OTHERS.get(name) or LABELS.get(name, name)
    try:
        found = codecs.lookup(name).name
        b"".decode(found)
    except (LookupError, ValueError):
        return ""
    return "" if found.replace("_", "-") in _NONE else name
