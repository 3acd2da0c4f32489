"""Phone numbers and e-mail addresses in a message. Whose they are and what may be kept is for others to say."""

from __future__ import annotations

import re
from dataclasses import dataclass

from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}\b")
_EMAIL_ALOUD = re.compile(
    r"\b([\w.+-]{1,64}(?: dot [\w+-]{1,64})*) at ([\w-]{2,63}) dot (com|org|net|edu|gov)\b", re.IGNORECASE
)
_ENOUGH_DIGITS = re.compile(r"\d(?:\D{0,3}\d){6}")
_LOCAL = re.compile(r"(?<![\d-])\d{3}[-. ]\d{4}(?![\d-])")  # without an area code: kept as typed


@dataclass(frozen=True)
class Contact:
    """`kind` is "phone" or "email"; `value` is +1... or the address in small letters."""

    kind: str
    value: str
    span: tuple[int, int]


def find_contacts(text: str, region: str = "US") -> tuple[Contact, ...]:
    """Every phone number and e-mail address, in order. Short ones "
    "(911, 988, 741741) are lines, not somebody's phone."""
    found = [Contact("email", match[0].lower(), match.span()) for match in _EMAIL.finditer(text)]
    for match in _EMAIL_ALOUD.finditer(text):
        found.append(Contact("email", f"{match[1].replace(' dot ', '.')}@{match[2]}.{match[3]}".lower(), match.span()))
    if _ENOUGH_DIGITS.search(text):
        phones = [
            Contact("phone", format_number(match.number, PhoneNumberFormat.E164), (match.start, match.end))
            for match in PhoneNumberMatcher(text, region, leniency=Leniency.VALID, max_tries=50)
        ]
        phones += [
            Contact("phone", re.sub(r"\D", "", match[0]), match.span())
            for match in _LOCAL.finditer(text)
            if all(match.end() <= phone.span[0] or phone.span[1] <= match.start() for phone in phones)
        ]
        found += [one for one in phones if all(one.span[1] <= m.span[0] or m.span[1] <= one.span[0] for m in found)]
    return tuple(sorted(found, key=lambda contact: contact.span))
