"""What the widget says by itself: plain, whole in both languages, with numbers that were checked."""

from __future__ import annotations

import csv
import re

import pytest
import textstat
import yaml

from bot.settings import ROOT
from bot.talk.script import LANGUAGES, TEXTS

DATA = yaml.safe_load(TEXTS.read_text(encoding="utf-8"))
SENTENCES = {name: words["en"] for name, words in DATA["texts"].items() if len(words["en"].split()) > 4}
LINES = ROOT / "data" / "resources" / "lines.csv"


@pytest.mark.parametrize("name", DATA["texts"])
def test_every_text_speaks_both_languages(name):
    words = DATA["texts"][name]
    assert set(words) == set(LANGUAGES)
    assert words["es"]
    assert words["en"] or name == "answers_in"
    assert set(re.findall(r"{\w+}", words["en"])) <= set(re.findall(r"{\w+}", words["es"]))


@pytest.mark.parametrize("name", SENTENCES)
def test_every_sentence_reads_easily_and_leaves_the_choice(name):
    words = SENTENCES[name]
    assert round(textstat.flesch_kincaid_grade(words), 1) <= 6.0
    assert max(len(sentence.split()) for sentence in re.split(r"[.?!]\s", words)) < 20
    assert not re.search(r"\bshould\b|\bneed to\b|\bmust\b", words)


def test_consent_is_two_sentences():
    consent = DATA["texts"]["consent_program"]["en"] + " " + DATA["texts"]["consent_kept"]["en"]
    assert len(re.findall(r"[.?!](?:\s|$)", consent)) == 2


def test_every_number_is_one_that_was_checked():
    with LINES.open(encoding="utf-8") as file:
        known = re.sub(r"[^0-9A-Z\n]", "", "\n".join(",".join(row.values()) for row in csv.DictReader(file)).upper())
    for line in DATA["lines"]:
        for link in line["links"]:
            url = link["url"] if isinstance(link["url"], str) else link["url"]["en"]
            number = re.match(r"(?:tel|sms):1?(\d+)", url)
            assert number is None or number[1] in known, url
