"""The shapes of private numbers and addresses: what redact.py masks, kind by kind. Data, no logic.

A group named `it` is the part to mask; without one the whole match is.
"""

from __future__ import annotations

import re

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|"
    r"enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre)\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:19\d\d|20\d\d)"
_DATE = (
    rf"(?:\d{{1,2}}\s?[-/. ]\s?\d{{1,2}}\s?[-/. ]\s?(?:{_YEAR}|\d\d)(?!\d)|"
    rf"{_YEAR}\s?[-/.]\s?\d{{1,2}}\s?[-/.]\s?\d{{1,2}}|"
    rf"{_MONTH}\s*(?:the\s+)?{_DAY}(?:,?\s*(?:of\s+)?(?:{_YEAR}|['’]?\d\d))?(?![\d:])|"
    rf"{_DAY}\s*(?:de\s+|of\s+|-)?{_MONTH}(?:(?:,|\s+de(?:l)?|\s+of|-)?\s*(?:{_YEAR}|['’]\d\d))?)"
)
_STREET = (
    r"(?:street|st|str|avenue|ave|av|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|circle|cir|"
    r"place|pl|terrace|ter|terr|way|parkway|pkwy|highway|hwy|"
    r"square|sq|trail|trl|turnpike|tpke|pike|row|path|alley|loop|crossing|plaza|route|rte)"
)
_UNIT = (
    r"(?:\s*,?\s*(?:(?:apt|apartment|unit|suite|ste|floor|fl|rm|room|bldg|building|lot|trailer|"
    r"apto?|departamento|depto|piso|no)(?![a-z])|#)\.?\s*#?\s*(?:\d{1,5}[a-z]?|[a-z]\d{0,4}|"
    r"[a-z]-\d{1,4})(?!\w)|\s*,?\s*#\s?\w{1,5}|\s*,?\s*\d(?:st|nd|rd|th)\s+fl(?:oor)?)"
)
_AREA = r"(?:\s*,?\s*(?:[A-Z][\w'’]+\s?){1,3},?\s+[A-Z]{2}\.?,?\s+(?P<zip>\d{5}(?:-\d{4})?))"
_NUMBER_WORD = (
    r"(?:zero|oh|o|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|"
    r"fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|double|triple|"
    r"cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|\d{1,4})"
)
_RECORD_CUE = (
    r"(?:mrn|m\.r\.n\.?|med(?:ical)?\s+rec(?:ord)?|record|chart|case|claim|policy|member(?:ship)?|"
    r"subscriber|patient|account|acct|group|docket|file|reference|ref|"
    r"confirmation|booking|inmate|license|licence|passport|ebt|snap|visa|alien|medicaid|medicare|"
    r"masshealth|mass\s?health|insurance|rx|prescription|voucher|student|employee|"
    r"driver['’]?s?\s+licen[sc]e|dl|state\s+id|va|id|expediente|historia\s+cl[ií]nica|caso|póliza|"
    r"poliza|cuenta|miembro|afiliad[oa]|licencia|matr[ií]cula|registro|serial|badge|permit|"
    r"routing|pin|tracking)"
)

RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            "email",
            r"[\w.+-]+\s?(?:@|\(at\)|\[at\]|\s+(?:at|arroba)\s+)\s?[\w-]+(?:\s?(?:\.|\s+(?:dot|punto)\s+|"
            r"\(dot\)|\[dot\])\s?(?:[a-z]{2,}))+",
        ),
        ("email", r"\b[\w.+-]+@[\w-]+\b"),
        (
            "link",
            r"(?:https?://)?(?:www\.)?(?:facebook|fb|instagram|twitter|x|tiktok|linkedin|snapchat|venmo|"
            r"t)\.(?:com|me|co)/[\w./@-]+",
        ),
        ("link", r"(?<![\w@])@[a-z][\w.]{2,}\b"),
        ("ssn", r"(?<![\d-])(?:\d{3}|[x*]{3})\s?[-. ]\s?(?:\d{2}|[x*]{2})\s?[-. ]\s?\d{4}(?![\d-])"),
        (
            "ssn",
            r"\b(?:ssn?|social(?:\s+sec(?:urity)?)?|seguro\s+social|soc(?:ial)?\s+sec|"
            r"itin)\b[^\d\n]{0,30}?(?P<it>\d[\d\s.-]{2,12}\d)",
        ),
        (
            "ssn",
            r"\blast\s+(?:four|4)(?:\s+digits?)?(?:\s+of\s+(?:my\s+)?(?:ssn?|social|card|"
            r"number)\w*(?:\s+security(?:\s+number)?)?)?(?:\s+(?:is|are|:))?\s*:?\s*(?P<it>\d{4})\b",
        ),
        ("ssn", r"\b(?:ending|ends|termina)\s+(?:in|with|en)\s+(?P<it>\d{4})\b"),
        (
            "birth_date",
            r"\b(?:d\.?\s?o\.?\s?b\.?|date\s+of\s+birth|birth\s?(?:date|day)|b-?day|born|"
            r"fecha\s+de\s+nacimiento|nac[ií](?:d[oa])?|naci[oó]|cumplea[ñn]os|cumplo)"
            rf"(?:\W+(?:is|was|on|in|es|el|the|on\s+the|in\s+the\s+year|mi|día|del?|year|:|=|"
            rf"a[ñn]os)){{0,3}}\W{{0,4}}(?P<it>{_DATE}|\d{{8}}|\d{{6}}|{_YEAR}|{_MONTH}\s+{_YEAR})",
        ),
        (
            "birth_date",
            rf"\b(?P<it>{_DATE})\W{{0,3}}(?:is|was|es)?\W*(?:my|his|her|our|mi|su)\s+(?:dob|"
            rf"date\s+of\s+birth|birth\s?(?:day|date)|b-?day|cumplea[ñn]os|fecha\s+de\s+nacimiento)\b",
        ),
        # A whole date so long ago is a birth date more often than anything a review needs.
        (
            "birth_date",
            r"(?<![\d/.-])(?:\d{1,2}[-/.]\d{1,2}[-/.](?:19\d\d|200\d)|(?:19\d\d|"
            r"200\d)[-/.]\d{1,2}[-/.]\d{1,2})(?![\d/-])",
        ),
        (
            "birth_date",
            rf"\b(?:{_MONTH}\s+{_DAY},?\s+(?:19\d\d|200\d)|{_DAY}\s+(?:de\s+|"
            rf"of\s+)?{_MONTH},?\s+(?:de(?:l)?\s+)?(?:19\d\d|200\d))\b",
        ),
        ("address", r"\b(?:p\.?\s?o\.?\s*box|post\s+office\s+box|apartado(?:\s+postal)?)\s*#?\s*\d{1,6}\b"),
        (
            "address",
            rf"\b(?P<it>\d{{1,5}}(?:-\d{{1,4}})?[a-z]?(?:\s+1/2)?\s+(?:(?:n|s|e|w|north|south|east|west|ne|"
            rf"nw|se|sw)\.?\s+)?(?:[\w'’.-]+\s+){{1,4}}?{_STREET}\b\.?(?:\s+(?:n|s|e|w|ne|nw|se|sw|north|"
            rf"south|east|west)\b\.?)?{_UNIT}*)",
        ),
        (
            "address",
            rf"\b(?P<it>\d{{1,5}}\s+(?:old\s+)?(?:broadway|route\s+\d+|rt\.?\s+\d+|highway\s+\d+|us-?\d+|"
            rf"county\s+road\s+\d+){_UNIT}*)",
        ),
        (
            "address",
            r"\b(?:live|lives|living|stay|stays|staying|moved|address|addy|house|home|apartment|located|"
            r"crashing|been|rent(?=\s+at)|renting|reside|mail\s+(?:it|me|them)|send\s+(?:it|them)|deliver(?:ed)?|vivo|vive|"
            r"direcci[oó]n|domicilio)\b"
            rf"(?:\s+(?:is|now|at|to|on|over|es|en|la|el|mi|me|us|my)|\s*:|"
            rf",)*\s+(?P<it>\d{{1,5}}[a-z]?\s+(?!(?:years?|months?|days?|weeks?|people|hours?|kids?|"
            rf"minutes?|miles?|times?|of|am|pm|a\.m|p\.m|cats?|dogs?|roommates?|blocks?|other|more|in|"
            rf"o'?clock|bags?|beds?|boxes|a[ñn]os|personas|hermanos|hijos|pills?)\b)(?:(?-i:[A-Z])|"
            rf"(?<=at \d\d\s)|(?<=at \d\d\d\s)|(?<=at \d\d\d\d\s)|(?<=is \d\d\s)|(?<=is \d\d\d\s)|"
            rf"(?<=is \d\d\d\d\s))[\w'’.-]+(?:\s+(?-i:[A-Z])[\w'’]+){{0,2}}{_UNIT}*)",
        ),
        (
            "address",
            rf"\b(?:(?:live|lives|living|stay|stays|staying|house|home|apartment)\s+(?:is\s+)?(?:on|"
            rf"off(?:\s+of)?|over\s+on))\s+(?P<it>(?:[A-Z][\w'’]+\s+){{1,3}}{_STREET}\b)",
        ),
        (
            "address",
            r"\b(?P<it>(?:calle|avenida|av\.?|avda\.?|paseo|carretera|camino|callej[oó]n|"
            r"urb(?:anizaci[oó]n)?\.?|barrio|bo\.|colonia|col\.|residencial|"
            r"edificio)\s+(?:[\w'’áéíóúñÁÉÍÓÚÑ.]+,?\s+){1,5}?(?:#|n[uú]m(?:ero)?\.?|"
            r"no\.?)?\s*\d{1,5}[a-z]?\b(?:,?\s+[a-z]{1,2}-?\d{1,4}\b)?"
            rf"{_UNIT}*)",
        ),
        ("address", r"\b\d{1,5}\s+(?:calle|avenida|av\.|paseo|camino)\s+[\w'’]+(?:\s+(?-i:[A-Z])[\w'’]+){0,2}"),
        (
            "address",
            r"\b(?P<it>(?:apt|apartment|apto|apartamento|unit|trailer)\.?\s*#?\s*(?:\d{1,5}[a-z]?|"
            r"[a-z]-?\d{1,4}|[a-z])(?=$|[\s.,;!?)]))",
        ),
        ("address", r"\b\d{5}-\d{4}\b"),
        (
            "record",
            rf"\b{_RECORD_CUE}\b(?:\s+(?:number|num|no|id|code|record|card|claim|case|case\s+number|"
            rf"de\s+caso|n[uú]mero(?:\s+de\s+\w+)?))*\.?\s*(?:#|:|=|is|was|es|number|no\.?|n[uú]m\.?|de|,|"
            rf"-|\s)*\s*(?P<it>(?=[\w-]*\d[\w-]*\d)[a-z0-9](?:[\w]|-(?=\w)){{3,24}}(?:\s\d{{2,6}}){{0,4}})",
        ),
        (
            "record",
            rf"\b(?:numero|número|núm|number|no|num)\.?\s+(?:de|for|of)\s+(?:my\s+|the\s+|"
            rf"mi\s+)?{_RECORD_CUE}\w*\s*(?:is|es|:|was|de)*\s*(?:social\s*)?(?:is|es|"
            rf":)*\s*(?P<it>(?=[\w-]*\d[\w-]*\d)[\w-]{{4,24}})",
        ),
        ("record", r"#\s?(?P<it>(?=[\w-]*\d[\w-]*\d)[a-z0-9-]{4,20})\b"),
        ("record", r"\b(?=(?:[a-z-]*\d){5})(?=[\d-]*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*\b(?<!mg)(?<!ml)(?<!am)(?<!pm)"),
        ("phone", rf"\b{_NUMBER_WORD}(?:[\s,.-]+{_NUMBER_WORD}){{6,14}}\b"),
        ("phone", r"(?<![\d$/-])\d{3}\s?[-. ]\s?\d{4}(?![\d/-]|\s?(?:mg|ml|dollars|steps))"),
        ("phone", r"\b(?:ext|extension|x)\.?\s?(?P<it>\d{2,6})\b"),
        ("phone", r"(?<![\d$.,/-])\d(?:[ .-]?\d){6,18}(?![\d%]|\s?(?:mg|mcg|ml)\b)"),
    )
)
CARD = re.compile(r"(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])")
YEARS_SPAN = re.compile(r"(?:19|20)\d\d\s?[-–]\s?(?:19|20)?\d\d")
DATE_ONLY = re.compile(r"^(?:\d{4}[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ]\d{2,4})$")
