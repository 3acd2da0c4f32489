"""Words with power: what carriers and law make of a text before the coach may read it (docs/adr/0020).

Keywords count only as the whole message, so "STOP this bill from coming" is a need, not an opt-out. Plain sentences
that ask us to stop texting count as well. Both languages are always read, whatever the peer's language is.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum


class Act(str, Enum):
    STOP = "stop"
    START = "start"
    HELP = "help"
    MORE = "more"
    WRONG_PERSON = "wrong_person"
    FORGET = "forget"
    WEB = "web"
    CODE = "code"
    LATER = "later"
    MOVE = "move"
    DROP = "drop"


@dataclass(frozen=True)
class Power:
    """What a text does, the rest of it (a code, a time), how it was said, and in which language if that tells."""

    act: Act
    rest: str = ""
    how: str = "keyword"
    language: str | None = None


# Carriers act on these themselves; the rest of each family is ours.
CARRIER_STOP = {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}
CARRIER_START = {"start", "yes", "unstop"}
CARRIER_HELP = {"help", "info"}

STOP_EN = CARRIER_STOP | {"opt out", "stop all", "unsub", "remove me"}
STOP_ES = {
    "alto", "parar", "pare", "paren", "para", "detener", "cancelar", "baja", "dar de baja", "darme de baja", "fin",
    "terminar", "desuscribir", "basta",
}  # fmt: skip
START_EN = CARRIER_START | {"opt in", "optin", "resume", "subscribe"}
START_ES = {"empezar", "comenzar", "iniciar", "reanudar", "continuar", "si", "alta"}
HELP_ES = {"ayuda", "informacion"}
MORE_WORDS = {"more", "m", "more please", "mas", "mas por favor", "ver mas"}
FORGET_EN, FORGET_ES = {"forget", "forget me", "forget this number"}, {"olvidar", "olvidame", "borrar"}
WEB_EN, WEB_ES = {"web", "go to web", "move to web"}, {"sitio", "ir a la web", "pasar a la web"}
LATER_WORDS = {"later", "snooze", "luego", "mas tarde"}
MOVE_WORDS = {"move", "mover", "cambiar"}
DROP_WORDS = {"drop", "drop it", "quitar", "quitalo"}


def _any(*parts: str) -> str:
    """A pattern that fits any of the parts."""
    return f"(?:{'|'.join(parts)})"


# Around a request to stop: courtesies before, "please", "anymore" after. Nothing else, or it is not said to us.
_POLITE = r"(?:(?:hi|hey|hello|ok|okay|no|sorry|um|please|pls|plz|just|hola|oye|por favor|favor de|porfa)[\s,]+)*"
_ASK = (
    r"(?:(?:can|could|would|will) you (?:please |just )?"
    r"|i (?:want|need|would like|d like) you to (?:please )?|i said )?"
)
_TAIL = (
    r"(?:\s+(?:please|pls|plz|thanks|thank you|thx|now|anymore|any more|again|ever again|ok|okay|at this number"
    r"|gracias|por favor|ya|mas|nunca mas))*"
)
_OBJECT = r"(?:me|us|this number|this phone|my phone|my number)"
_STOP_SENTENCES_EN = _any(
    rf"{_ASK}(?:stop|quit) (?:texting|messaging|contacting|bothering|writing|spamming|txting)(?: {_OBJECT})?",
    rf"{_ASK}(?:stop|quit) sending (?:me )?(?:any |all |these |your |the )?(?:texts?|messages?|sms)",
    rf"(?:do not|dont|never) (?:text|message|contact|txt|bother|write) {_OBJECT}",
    r"(?:no more|stop the|stop all|stop these|stop your|end the) (?:texts?|messages?|sms|texting)",
    r"(?:take|remove) (?:me|my number|this number) (?:off|from) (?:your|this|the) (?:list|texts?|messages?)",
    r"remove my number",
    r"(?:i want to |i would like to |how do i |let me )?(?:unsubscribe|opt out|opt me out)(?: me)?"
    r"(?: from (?:this|these|your) ?(?:texts?|messages?|list)?)?",
    r"i (?:do not|dont) want (?:any more |any |your |these |to get )*(?:texts?|messages?)(?: from you)?",
    r"stop",  # with courtesies around it: "please stop", "stop thank you"
)
_STOP_SENTENCES_ES = _any(
    r"(?:ya )?no me (?:escriban?|escribas|manden?|mandes|envien?|envies|contacten?|textee?n?|molesten?)(?: mas)?"
    r"(?: (?:mensajes?|textos?))?",
    r"(?:deja|deje|dejen|dejar|paren|para|pare) de"
    r" (?:escribirme|mandarme|enviarme|textearme|molestarme|mandar|enviar)(?: (?:mensajes?|textos?))?",
    r"no (?:quiero|deseo) (?:recibir )?(?:mas )?(?:mensajes?|textos?)(?: de ustedes| suyos)?",
    r"no mas (?:mensajes?|textos?)",
    r"(?:quitenme|saquenme|borrenme|eliminenme) de (?:la|su|esta) lista",
    r"(?:quiero )?(?:darme|dar|denme) de baja",
)
_STOP_SENTENCE_EN = re.compile(rf"^{_POLITE}{_STOP_SENTENCES_EN}{_TAIL}$")
_STOP_SENTENCE_ES = re.compile(rf"^{_POLITE}{_STOP_SENTENCES_ES}{_TAIL}$")
_WRONG_EN = re.compile(
    rf"^{_POLITE}(?:(?:you have |you ve got |you got |this is |its |it is )?(?:the |a )?wrong (?:person|number|phone)"
    r"|(?:this is|i am|im) not (?:the person|who you (?:think|want)|that person)"
    rf"|(?:this is|its) not (?:my|their|his|her) (?:number|phone)(?: anymore)?){_TAIL}$"
)
_WRONG_ES = re.compile(
    rf"^{_POLITE}(?:(?:este es |es |tiene (?:el )?)?(?:un )?(?:numero|persona) equivocad[oa]"
    rf"|no soy (?:yo|esa persona)){_TAIL}$"
)
_CODE = re.compile(r"^(?:code|codigo|my code is|mi codigo es)?\s*[: ]?\s*([a-z0-9]{3})[ -]?([a-z0-9]{3})$")
_DROP_SENTENCE = re.compile(
    rf"^{_POLITE}(?:(?:cancel|drop|delete|remove|stop|no more|turn off) (?:my |the |this |that )?reminders?"
    rf"|(?:cancela|cancelar|quita|quitar|borra|borrar|no mas) (?:mi |mis |el |los |este )?recordatorios?){_TAIL}$"
)
_ORDERS = "|".join(sorted(LATER_WORDS | MOVE_WORDS, key=len, reverse=True))
_ORDER = re.compile(rf"^({_ORDERS})(?:\s+(?:(?:it|my reminder|to|para|a) )*(.+))?$", re.I)


def fold(text: str) -> str:
    """The words alone: lower case, no accents, signs or emoji, single spaces."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("'", "").replace("’", ""))
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w\s]", " ", letters).split())


def is_carrier_word(text: str) -> bool:
    """Whether carriers may act on this text themselves, so that it may never be an answer we ask for."""
    return fold(text) in (CARRIER_STOP | CARRIER_START | CARRIER_HELP) - {"yes"}


def read_power(text: str, has_opted_out: bool = False) -> Power | None:
    """What this text does besides being said, or None. YES and SI mean START only to a peer who has opted out."""
    words = fold(text)
    if not words:
        return None
    if words in STOP_EN or words in STOP_ES:
        return Power(Act.STOP, language="es" if words in STOP_ES else None)
    if words in START_EN | START_ES and has_opted_out:
        return Power(Act.START, language="es" if words in START_ES else None)
    if words in CARRIER_HELP | HELP_ES:
        return Power(Act.HELP, language="es" if words in HELP_ES else None)
    # A question mark on "stop?" or a quotation is not somebody telling us to stop.
    if _STOP_SENTENCE_EN.match(words) and not _is_quoted(text):
        return Power(Act.STOP, how="sentence")
    if _STOP_SENTENCE_ES.match(words) and not _is_quoted(text):
        return Power(Act.STOP, how="sentence", language="es")
    if _WRONG_EN.match(words) or _WRONG_ES.match(words):
        return Power(Act.WRONG_PERSON, language="es" if _WRONG_ES.match(words) else None)
    if words in FORGET_EN | FORGET_ES:
        return Power(Act.FORGET)
    if words in MORE_WORDS:
        return Power(Act.MORE)
    if words in WEB_EN | WEB_ES:
        return Power(Act.WEB)
    return _read_order(text, words)


def _read_order(text: str, words: str) -> Power | None:
    """Orders with an object: a moving code, a word for a reminder."""
    if words in DROP_WORDS or _DROP_SENTENCE.match(words):
        return Power(Act.DROP)
    order = _ORDER.match(text.strip().rstrip(".!").replace("más", "mas"))
    if order:
        language = "es" if order[1].lower() in ("luego", "mas tarde", "mover", "cambiar") else None
        return Power(Act.LATER if order[1].lower() in LATER_WORDS else Act.MOVE, rest=order[2] or "", language=language)
    code = _CODE.match(words)  # many words look like one; only a code that is alive counts
    return Power(Act.CODE, rest=(code[1] + code[2]).upper()) if code else None


def _is_quoted(text: str) -> bool:
    return text.strip()[:1] in '"“«' and text.strip()[-1:] in '"”»'


AGREEING = {
    "ok", "okay", "k", "kk", "yes", "y", "yeah", "yep", "sure", "fine", "i agree", "agree", "agreed", "alright",
    "all right", "go", "go on", "go ahead", "start", "ready", "sounds good", "thats fine", "si", "claro", "bueno",
    "esta bien", "vale", "de acuerdo", "acepto", "dale", "ok thanks", "ok thank you", "yes please",
}  # fmt: skip
DECLINING = {
    "no",
    "nope",
    "no thanks",
    "no thank you",
    "not ok",
    "not okay",
    "i dont agree",
    "no gracias",
    "no acepto",
    "nah",
}


def agrees(text: str) -> bool:
    """Whether this is a bare yes to what the first text says."""
    return fold(text) in AGREEING


def declines(text: str) -> bool:
    """Whether this is a bare no to what the first text says."""
    return fold(text) in DECLINING
