"""What people ask for, in their own words."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.directory.topics import REQUESTS_FILE, TOPICS_FILE, Topics, compare_by_meaning

SAID = """
shelter: I need a place to stay tonight | my landlord is kicking me out | got nowhere to sleep | shleter for tonight
shelter: sleeping in my car with my dog | refugio para esta noche
housing: section 8 waiting list | looking for an apartment i can afford | sober house openings
keep_home: im getting evicted next week | behind on rent two months | ayuda con la renta
utilities: they shut off my lights | fuel assistance | cant pay the heating bill
food: food pantry open saturday | im hungry and broke til friday | where can i sign up for snap | comida gratis
warmline: somebody to talk to at night who isn't 911 | warmline | i just need someone to listen
peer_support: hearing voices group | a group for people who get it | peer run center
respite: somewhere to go instead of the hospital | peer respite
crisis: suicide hotline number | mobile crisis
abuse: my boyfriend hits me where can i go | domestic violence shelter | rape crisis
mental_health: need a therapist that takes masshealth | psychiatrist near me | counseling for my anxiety
recovery_meetings: AA meetings | NA meeting tonight | smart recovery
treatment: detox bed | methadone clinic | want to stop drinking
harm_reduction: where can i get narcan | needle exchange
health_care: free clinic | dentist for a toothache | need glasses
health_insurance: sign up for masshealth | i lost my insurance
benefits: apply for ssdi | help with money | file my taxes free
legal: free lawyer | they denied my ssi i want to appeal | legal aid
transport: ride to my appointment | bus pass | someone to drive me to the doctor
work: job training | help with my resume
goods: winter coat | free furniture | diapers
older_adults: council on aging | home care for my elderly mother
veterans: va clinic | veterans services
lgbtq: trans support group
id_papers: replace my id | birth certificate
reentry: just got out of prison
immigration: immigration lawyer | asylum help
disability: independent living center | wheelchair ramp
anything: 211
"""
CASES = [
    (topic, text.strip())
    for line in SAID.strip().splitlines()
    for topic, texts in [line.split(":", 1)]
    for text in texts.split("|")
]


@pytest.mark.parametrize(("topic", "text"), CASES)
def test_the_topic_of_a_request(topic: str, text: str, topics: Topics) -> None:
    guesses = topics.guess(text)
    assert guesses
    assert guesses[0].topic == topic, guesses[:3]


@pytest.mark.parametrize("text", ["", "hello there", "what is the weather", "asdfgh"])
def test_what_asks_for_nothing_has_no_topic(text: str, topics: Topics) -> None:
    assert not topics.guess(text)


@pytest.mark.parametrize(
    ("codes", "title", "expected"),
    [
        (["102-05"], "St. Elm", ["food"]),
        (["103-05-02-04"], "Elm Court", ["housing"]),
        (["warmline"], "Crisis Shelter Food Line", ["warmline"]),
        ([], "North Lawndale legal clinic", ["legal"]),
        ([], "Elm Street Food Pantry", ["food"]),
    ],
)
def test_the_topics_of_a_listing(codes: list[str], title: str, expected: list[str], topics: Topics) -> None:
    assert topics.of_listing(codes, [], title, "")[: len(expected)] == expected[: len(expected)]


def test_a_listing_without_a_telling_title_goes_by_its_description(topics: Topics) -> None:
    assert topics.of_listing([], [], "Elm Place", "A hot lunch and groceries every day.") == ["food"]


def test_meaning_names_a_topic_where_no_word_does_and_tips_the_balance_where_two_do(topics: Topics) -> None:
    assert topics.guess("nothing left in the tins", lambda text: [("food", 0.7)])[0].topic == "food"
    assert not topics.guess("nothing left in the tins", lambda text: [("food", 0.2)])
    both = "therapist or lawyer"
    assert topics.guess(both, lambda text: [("legal", 0.8), ("mental_health", 0.3)])[0].topic == "legal"
    assert topics.guess(both, lambda text: [("legal", 0.3), ("mental_health", 0.8)])[0].topic == "mental_health"


def test_closeness_is_that_of_the_two_nearest_sentences_of_a_topic(topics: Topics, tmp_path: Path) -> None:
    import numpy as np

    requests = tmp_path / "requests.yml"
    requests.write_text("requests:\n- {topic: harm_reduction, text: that nose spray}\n")

    def encode_many(texts: list[str]) -> np.ndarray:
        return np.array([[1.0, 0.0] if "nose spray" in text else [0.0, 1.0] for text in texts])

    closest = compare_by_meaning(topics, encode_many, requests)
    assert closest("nose spray place")[0] == ("harm_reduction", 1.0)


def test_every_whole_request_names_topics_there_are(topics: Topics) -> None:
    requests = yaml.safe_load(REQUESTS_FILE.read_text(encoding="utf-8"))["requests"]
    assert {name for request in requests for name in (request["topic"], *request.get("also", ()))} <= set(topics.all)
    right = sum(
        bool(guesses := topics.guess(request["text"]))
        and guesses[0].topic in (request["topic"], *request.get("also", ()))
        for request in requests
    )
    assert right / len(requests) > 0.85  # by words alone, without the encoder


def test_every_topic_has_both_languages_and_no_phrase_twice() -> None:
    for entry in yaml.safe_load(TOPICS_FILE.read_text(encoding="utf-8"))["topics"]:
        assert set(entry["label"]) == {"en", "es"}, entry["id"]
        phrases = [str(phrase) for phrase in entry["phrases"]]
        assert len(phrases) == len(set(phrases)), entry["id"]
