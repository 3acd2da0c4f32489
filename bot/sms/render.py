"""From what the bot says to the bodies of texts, and from what a peer types back to the choice it names.

A payload is never shown. Several short messages of one turn travel as one text, because every text is billed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.messages import Choice, Outbound, pick_choice
from bot.sms.gsm import count_segments, downgrade, find_costly, split_text
from bot.sms.words import is_carrier_word

MOST_SEGMENTS = 2  # per text
IN_A_ROW = 3  # texts, before the peer is asked to reply MORE


def _words(line: str) -> list[str]:
    return line.split()


NUMBER_WORDS = {
    **{word: number for number, word in enumerate(_words("one two three four five six seven eight nine"), 1)},
    **{word: number for number, word in enumerate(_words("uno dos tres cuatro cinco seis siete ocho nueve"), 1)},
    **{word: number for number, word in enumerate(_words("first second third fourth"), 1)},
    **{word: number for number, word in enumerate(_words("primero segundo tercero cuarto"), 1)},
    "una": 1,
    "primera": 1,
    "segunda": 2,
    "tercera": 3,
    "cuarta": 4,
}
FRAME = re.compile(r"^(?:(?:the|el|la|option|opcion|opción|number|numero|número|answer|choice|#)\b[ #.:]*)+", re.I)
ASKED = re.compile(r"\b(?:say|type|reply|text|send)\s+[\"“]?(stop|stopall|unsubscribe|cancel|end|quit)\b(?! \w)", re.I)
COURTESY = re.compile(r"[ ,]*\b(?:please|pls|plz|thanks|thank you|por favor|gracias|one|option)$", re.I)


def render(said: Sequence[Outbound]) -> list[str]:
    """The bodies of one turn, in order, none over two segments; numbers run on, as the gate counts them."""
    blocks, number = [], 0
    for outbound in said:
        lines = [outbound.text.strip()]
        for choice in outbound.choices:
            number += 1
            lines.append(f"{number} {choice.label}")
        lines += [f"{link.label}: {link.url}" for link in outbound.links]
        block = downgrade("\n".join(line for line in lines if line))
        if block:
            blocks.append(block)
    return [text for body in _join(blocks) for text in split_text(body, MOST_SEGMENTS)]


def _join(blocks: Sequence[str]) -> list[str]:
    """Neighbours in one text while that stays within two segments and costs no more than they would apart."""
    bodies: list[str] = []
    for block in blocks:
        joined = f"{bodies[-1]}\n{block}" if bodies else block
        together = count_segments(joined)
        if bodies and together <= MOST_SEGMENTS and together <= count_segments(bodies[-1]) + count_segments(block):
            bodies[-1] = joined
        else:
            bodies.append(block)
    return bodies


def hold_back(bodies: Sequence[str], more: str) -> tuple[list[str], list[str]]:
    """At most three texts for now, and those that wait; each third ends in `more` if others follow."""
    waiting, placed = list(bodies), []
    while len(waiting) > IN_A_ROW:
        last = f"{waiting[IN_A_ROW - 1]}\n{downgrade(more)}"
        if count_segments(last) <= MOST_SEGMENTS:
            placed += [*waiting[: IN_A_ROW - 1], last]
            waiting = waiting[IN_A_ROW:]
        else:  # no room: the invitation stands alone, and the full text comes after it
            placed += [*waiting[: IN_A_ROW - 1], downgrade(more)]
            waiting = waiting[IN_A_ROW - 1 :]
    placed += waiting
    return placed[:IN_A_ROW], placed[IN_A_ROW:]


def read_choice(text: str, choices: Sequence[Choice]) -> Choice | None:
    """The choice a text names: its number in digits or words, its label, or a telling part of one label only."""
    exact = pick_choice(text, choices)
    if exact or not choices:
        return exact
    said = text.strip().strip(".!?)(\"'").strip().lower()
    framed = FRAME.sub("", said).strip(" .,")
    bare = framed if framed in NUMBER_WORDS else COURTESY.sub("", framed).strip(" .,")
    number = NUMBER_WORDS.get(bare) or (int(bare) if re.fullmatch(r"\d{1,2}", bare) else 0)
    if number:
        return choices[number - 1] if number <= len(choices) else None
    exact = pick_choice(bare, choices) if bare else None
    return exact or _match_words(bare, choices)


def _match_words(said: str, choices: Sequence[Choice]) -> Choice | None:
    """The only choice whose label holds all of one to three words, one of them a word of weight."""
    words = set(re.findall(r"\w+", said))
    if not 1 <= len(words) <= 3 or not any(len(word) >= 4 for word in words):
        return None
    fitting = [choice for choice in choices if words <= set(re.findall(r"\w+", choice.label.lower()))]
    return fitting[0] if len(fitting) == 1 else None


def find_faults(outbound: Outbound, long_allowed: bool = False) -> list[str]:
    """What is wrong with a reviewed text as SMS, in words for the content check. Placeholders count as they stand."""
    faults = []
    body = "\n".join(render_whole(outbound))
    segments = count_segments(body)
    if segments > MOST_SEGMENTS and not long_allowed:
        faults.append(f"{segments} segments, more than {MOST_SEGMENTS}")
    if find_costly(body):
        faults.append(f"turns the text to UCS-2: {find_costly(body)}")
    if len(outbound.choices) > 4:
        faults.append(f"{len(outbound.choices)} choices, more than 4")
    asked = ASKED.search(outbound.text)
    if asked and not outbound.key.startswith("utter_sms_"):
        faults.append(f"asks for {asked[1]!r}, which carriers take for an opt-out")
    faults += [f"choice {c.label!r} is a word carriers act on" for c in outbound.choices if is_carrier_word(c.label)]
    return faults


def render_whole(outbound: Outbound) -> list[str]:
    """One message as the lines of a text, uncut."""
    lines = [outbound.text.strip(), *(f"{number} {choice.label}" for number, choice in enumerate(outbound.choices, 1))]
    lines += [f"{link.label}: {link.url}" for link in outbound.links]
    return [downgrade(line) for line in lines if line]
