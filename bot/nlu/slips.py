"""How hurried thumbs type: the slips that training sentences get, so that the encoder has seen them before a peer does.

It is only for training. What is read from a message is never changed here.
"""

from __future__ import annotations

from random import Random

SHORTHAND = {
    "about": "abt",
    "and": "n",
    "appointment": "appt",
    "are": "r",
    "because": "bc",
    "before": "b4",
    "doctor": "dr",
    "for": "4",
    "okay": "k",
    "people": "ppl",
    "please": "pls",
    "see": "c",
    "something": "smth",
    "thanks": "thx",
    "to": "2",
    "tomorrow": "tmrw",
    "why": "y",
    "with": "w",
    "you": "u",
    "your": "ur",
}
# fmt: off
_NEIGHBOURS = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl", "p": "o",
    "a": "qsz", "s": "awdx", "d": "sefc", "f": "drgv", "g": "fthb", "h": "gyjn", "j": "hukm", "k": "jil", "l": "ko",
    "z": "axs", "x": "zsc", "c": "xdv", "v": "cfb", "b": "vgn", "n": "bhm", "m": "nj",
}
# fmt: on
_SHORTEST = 4  # letters; a slip in a shorter word often makes another word


def add_slips(text: str, random: Random) -> str:
    """The same message typed in a hurry: about one long word in seven has a slip, some are shortened."""
    if random.random() < 0.5:
        text = text.lower()
    if random.random() < 0.5:
        text = text.replace("'", "").replace("’", "")
    if random.random() < 0.3:
        text = text.replace(",", "").replace(".", "")
    return " ".join(_retype(word, random) for word in text.split())


def _retype(word: str, random: Random) -> str:
    short = SHORTHAND.get(word.lower())
    if short and random.random() < 0.4:
        return short
    if len(word) < _SHORTEST or not word.isalpha() or random.random() >= 0.15:
        return word
    at = random.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    slips = (
        before + after,  # left out
        before + after[0] + letter + after[1:],  # swapped
        before + random.choice(_NEIGHBOURS.get(letter.lower(), letter)) + after,  # the key beside it
        before + letter * 2 + after,  # twice
        word[0] + "".join(inner for inner in word[1:-1] if inner.lower() not in "aeiou") + word[-1],  # no vowels
    )
    return random.choice(slips)
