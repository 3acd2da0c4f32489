"""The GSM-7 alphabet: what a text costs, how to make it cost less, and how to cut it at a sentence.

One text carries 160 characters, or 153 in each part when it is split. A single character outside the alphabet turns
the whole text to UCS-2: 70 and 67. So typographic signs are turned into plain ones before a text is counted
(docs/adr/0021). Knows nothing of peers or carriers.
"""

from __future__ import annotations

import re
import unicodedata

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€")  # each takes two places
TWO_SEGMENTS = 306

PLAIN = {
    **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\t", " "),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0e\ufe0f\u20e3\r", ""),
    "…": "...",
    "•": "-",
    "·": "-",
    "→": "->",
    "✓": "ok",
    "×": "x",
    "½": "1/2",
    "¼": "1/4",
    "¾": "3/4",
    "°": " deg",
    "™": "",
    "®": "",
    "©": "",
    "ª": "a",
    "º": "o",
}


def downgrade(text: str) -> str:
    """The text in signs that cost least: curly quotes, dashes, emoji and accents that GSM-7 lacks become plain or go.

    A text in another script (Vietnamese, Russian) keeps every letter: to be understood is worth more than a segment.
    """
    plain = "".join(PLAIN.get(char, char) for char in unicodedata.normalize("NFC", text))
    lighter = "".join(_lighten(char) for char in plain)
    # Letters that decomposition cannot save mean another script; then its accents stay as well.
    if any(char.isalpha() and not _is_gsm(char) for char in lighter):
        lighter = "".join("" if _is_picture(char) else char for char in plain)
    return re.sub(r" *\n *", "\n", re.sub(r"[ ]{2,}", " ", lighter)).strip()


def _is_gsm(char: str) -> bool:
    return char in BASIC or char in EXTENDED


def _is_picture(char: str) -> bool:
    return unicodedata.category(char) in ("So", "Sk", "Cs", "Co", "Cn") and not _is_gsm(char)


def _lighten(char: str) -> str:
    if _is_gsm(char):
        return char
    if _is_picture(char):
        return ""
    if char > "\u017f" and char.isalpha() and not unicodedata.normalize("NFKC", char).isascii():
        return (
            char  # past the letters of Western Europe an accent is a letter of its own: Vietnamese "bạn" is not "ban"
        )
    base = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    return base if base and all(_is_gsm(part) for part in base) else char


def is_gsm(text: str) -> bool:
    """Whether the whole text is in GSM-7."""
    return all(_is_gsm(char) for char in text)


def find_costly(text: str) -> str:
    """The characters that turn this text to UCS-2, each once."""
    return "".join(dict.fromkeys(char for char in text if not _is_gsm(char)))


def measure(text: str) -> int:
    """How many places the text takes, in the alphabet it needs."""
    if is_gsm(text):
        return sum(2 if char in EXTENDED else 1 for char in text)
    return len(text.encode("utf-16-be")) // 2


def count_segments(text: str) -> int:
    """How many segments the carrier will bill. No sign is cut in two, so a split one may waste a place."""
    plain = is_gsm(text)
    single, part = (160, 153) if plain else (70, 67)
    if measure(text) <= single:
        return 1
    segments, used = 1, 0
    for char in text:
        width = (2 if char in EXTENDED else 1) if plain else len(char.encode("utf-16-be")) // 2
        if used + width > part:
            segments, used = segments + 1, 0
        used += width
    return segments


def split_text(text: str, segments: int = 2) -> list[str]:
    """Cut a long text into texts of at most `segments`, at a line or sentence end where one is near, else between
    words.

    Each starts with its place, "(1/3) ". A text that fits is returned alone, without it.
    """
    if count_segments(text) <= segments:
        return [text]
    for total in (9, 99, 999):  # the place itself takes room, more so when there are many
        parts = _cut(text, segments, f"({total}/{total}) ")
        if len(parts) <= total:
            return [f"({place}/{len(parts)}) {part}" for place, part in enumerate(parts, 1)]
    raise ValueError("a text of a thousand parts is not a text")


def _cut(text: str, segments: int, prefix: str) -> list[str]:
    parts, rest = [], text
    while rest:
        taken = _take(rest, segments, prefix)
        parts.append(rest[:taken].strip())
        rest = rest[taken:].strip()
    return parts


def _take(text: str, segments: int, prefix: str) -> int:
    """How much of `text` goes into one part: up to the last good place to stop."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if count_segments(prefix + text[:middle]) <= segments:
            low = middle
        else:
            high = middle - 1
    if low == len(text):
        return low
    window = text[: low + 1]
    for stop in (r"\n", r"[.!?](?=\s)", r"[,;:](?=\s)", r"(?=\s)"):
        ends = [match.end() for match in re.finditer(stop, window) if 0 < match.end() <= low]
        # A stop in the first third would leave the part nearly empty: look for a weaker stop further on.
        if ends and ends[-1] >= low // 3:
            return ends[-1]
    return low
