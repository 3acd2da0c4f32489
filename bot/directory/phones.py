"""Phone numbers as listings write them, as a person reads them and as a phone dials them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KEYS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
_EXTENSION = re.compile(r"(?:\bext(?:ension)?\b\.?|\bx)\s*\.?\s*(\d{1,6})", re.IGNORECASE)
_NORTH_AMERICAN = re.compile(r"1?([2-9]\d{2})([2-9]\d{2})(\d{4})")


@dataclass(frozen=True)
class Number:
    """`shown` is for eyes, `dialled` for a tel: or sms: link."""

    shown: str
    dialled: str
    extension: str = ""


def read_number(said: str) -> Number | None:
    """The first number in `said`, or None when there is none that a phone could dial."""
    extension = _EXTENSION.search(said)
    rest = said[: extension.start()] if extension else said
    for part in re.split(r"[/;,]|\bor\b", rest):
        number = _read_one(part, extension[1] if extension else "")
        if number:
            return number
    return None


def _read_one(said: str, extension: str) -> Number | None:
    text = said.strip().strip("\"'").upper()
    foreign = text.startswith("+") and not text.startswith("+1")
    digits = re.sub(r"\D", "", text.translate(_KEYS) if re.search(r"\d[\d\s().-]*-[A-Z]", text) else text)
    if foreign:
        return Number(text, f"+{digits}", extension) if 8 <= len(digits) <= 15 else None
    if text.isdigit() and 3 <= len(text) <= 6:  # 988, 211, 741741
        return Number(digits, digits, extension)
    match = _NORTH_AMERICAN.match(digits) if len(digits) in (10, 11) else None
    if match is None:
        return None
    toll_free = match[1] in ("800", "833", "844", "855", "866", "877", "888")
    shown = "-".join((*("1" * toll_free), *match.groups()))
    return Number(shown, f"+1{''.join(match.groups())}", extension)


def split_sms(said: str) -> tuple[str, str]:
    """("HOME", "741741") of "HOME to 741741"; the keyword is empty when any words do."""
    keyword, found, number = said.rpartition(" to ")
    return (keyword.strip(), number.strip()) if found else ("", said.strip())
