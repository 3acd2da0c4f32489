"""Finding help, as the action does it, with the lists that are shipped."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa_sdk.interfaces import ActionExecutionRejection

from actions.resource_request import find_position, load_closest, load_gazetteer
from actions.resources import ForgetSearch, ValidateResourcesForm
from bot.chores.resources import seed_resources
from bot.messages import Channel
from bot.settings import load_settings
from bot.sms.gsm import count_segments
from bot.store.migrate import migrate
from bot.store.plans import find_peer_of, list_plans
from bot.store.resources import count_reports
from bot.store.session import load_engine, unit_of_work
from bot.store.talks import NOTED, open_talk
from tests.actions.conftest import Talk
from tests.builders import NOON

CACHES = (load_settings, load_engine, load_gazetteer, load_closest)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the shipped lists, copied for each test: seeding takes seconds."""
    folder = tmp_path_factory.mktemp("seeded")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OWNVOICE_VAR", str(folder))
        for cache in CACHES:
            cache.cache_clear()
        migrate()
        seed_resources(NOON)
        load_engine().dispose()
    for cache in CACHES:
        cache.cache_clear()
    return folder / "ownvoice.db"


@pytest.fixture
def peer(template: Path, database: Path) -> Iterator[Talk]:
    """Somebody who looks for help; every list is there."""
    load_engine().dispose()
    shutil.copy(template, database)
    for name in ("-wal", "-shm"):
        Path(f"{database}{name}").unlink(missing_ok=True)
    load_gazetteer.cache_clear()
    load_closest.cache_clear()
    open_talk("c0ffee", Channel.WIDGET, NOON)
    yield Talk(ValidateResourcesForm(), "resources_form")
    load_gazetteer.cache_clear()
    load_closest.cache_clear()


def cards(peer: Talk) -> list[dict]:
    return [one for one in peer.said if one["response"] == "utter_resources_card"]


async def test_a_kind_of_help_and_a_town_give_three_cards_at_most(peer):
    said = await peer.says("i need housing help near worcester", "find_resource")
    assert 1 <= len(cards(peer)) <= 3
    assert re.search(r"Call: [\d-]+", said)
    assert "Worcester" in said
    assert "hours not known" in said
    assert "Checked: " in said
    assert any(link["url"].startswith("tel:+1") for card in cards(peer) for link in card["custom"]["links"])


async def test_where_is_asked_once_and_said_not_to_be_kept(peer):
    said = await peer.says("where can i get help with housing", "find_resource")
    assert peer.keys == ["utter_resources_ask_place"]
    assert "do not keep it" in said
    await peer.says("01608")
    assert cards(peer)


async def test_who_does_not_say_where_is_helped_all_the_same(peer):
    await peer.says("i need legal help", "find_resource")
    await peer.says("rather not say", "skip")
    assert cards(peer)


async def test_a_place_nobody_knows_is_asked_for_once_more_and_then_left_out(peer):
    await peer.says("i need legal help", "find_resource")
    await peer.says("zzyzxqq")
    assert peer.keys == ["utter_resources_ask_place_again"]
    await peer.says("zzyzxqq")
    assert "utter_resources_what_now" in peer.keys


async def test_a_warmline_needs_no_place_and_peer_run_comes_first(peer):
    said = await peer.says("somebody to talk to at night", "find_resource")
    assert "utter_resources_ask_place" not in peer.keys
    assert "Run by peers" in said.split("2. ")[0]


async def test_a_tapped_topic_is_searched(peer):
    await peer.says('/inform{"resource_category": "warmline"}', "find_resource")
    assert cards(peer)


async def test_nothing_said_yet_asks_what_for(peer):
    await peer.says("/find_resource", "find_resource")
    assert peer.keys == ["utter_resources_begin"]
    await peer.says("warmline")
    assert cards(peer)


async def test_closer_is_a_new_search_whatever_the_intent(peer):
    await peer.says("housing help in worcester", "find_resource")
    await peer.says("closer", "more")
    assert "utter_resources_found" in peer.keys


async def test_more_shows_others_and_the_end_is_said(peer):
    await peer.says("warmline", "find_resource")
    first = {card["card"] for card in cards(peer)}
    await peer.picks("more")
    assert first.isdisjoint({card["card"] for card in cards(peer)})
    for _ in range(8):
        await peer.picks("more")
    assert "utter_resources_no_more" in peer.keys
    assert any("211" in card["card"] for card in cards(peer))


async def test_a_new_town_changes_the_place_and_not_the_kind_of_help(peer):
    await peer.says("housing authority in worcester", "find_resource")
    said = await peer.says("what about springfield")
    assert "Springfield" in said
    assert cards(peer)


async def test_another_kind_of_help_keeps_the_place(peer):
    await peer.says("housing authority in worcester", "find_resource")
    await peer.says("and legal help?", "find_resource")
    assert "utter_resources_ask_place" not in peer.keys
    assert peer.slots["resources_request"]["request"]["topic"] == "legal"


async def test_open_now_leaves_only_what_is_known_to_be_open(peer):
    await peer.says("housing authority in worcester", "find_resource")
    await peer.says("open now")
    assert cards(peer)
    assert all("(open now)" in card["card"] for card in cards(peer))


async def test_what_meets_no_wish_is_said_before_it_is_offered(peer):
    await peer.says("peer respite", "find_resource")
    said = await peer.says("in spanish please")
    assert "utter_resources_unmet" in peer.keys
    assert "in Spanish" in said


async def test_the_second_one_is_kept_without_where_the_peer_is(peer):
    await peer.says("housing help near 01608", "find_resource")
    second = cards(peer)[1]["card"].split("\n")[0].removeprefix("2. ")
    said = await peer.says("keep the second one")
    assert second in said
    (kept,) = list_plans(find_peer_of("c0ffee"), "resource")
    assert kept.body["name"] == second
    assert "01608" not in str(kept.body).replace(kept.body["where"], "")
    await peer.says("save number 2")
    assert peer.keys == ["utter_resources_kept_already"]
    assert len(list_plans(find_peer_of("c0ffee"), "resource")) == 1


async def test_keep_without_a_number_asks_which(peer):
    await peer.says("warmline", "find_resource")
    await peer.picks("keep")
    assert peer.keys == ["utter_resources_ask_which_keep"]
    assert len(peer.buttons) == 3
    await peer.picks("keep_3")
    assert peer.keys == ["utter_resources_kept"]


async def test_a_wrong_number_is_reported_for_a_person_to_check(peer):
    await peer.says("warmline", "find_resource")
    await peer.says("the number of the first one is wrong")
    assert peer.keys == ["utter_resources_reported"]
    assert sum(count_reports().values()) == 1


async def test_what_to_say_on_the_phone_is_offered(peer):
    await peer.says("housing help in worcester", "find_resource")
    await peer.says("2")
    assert peer.keys == ["utter_resources_chosen"]
    said = await peer.says("what do i say when i call?")
    assert "finding a home" in said
    assert "Worcester" not in said.split("\n")[1]


async def test_nothing_found_says_so_and_gives_somebody(peer):
    said = await peer.says("hearing aids in hartford ct", "find_resource")
    assert "utter_resources_nothing" in peer.keys or cards(peer)
    assert "211" in said or cards(peer)


async def test_having_enough_forgets_the_place(peer):
    await peer.says("housing help in worcester", "find_resource")
    await peer.picks("done")
    assert peer.slots["resources_request"] is None
    assert not peer.active


async def test_goodbye_leaves_no_place_behind(peer):
    await peer.says("housing help in worcester", "find_resource")
    goodbye = Talk(ForgetSearch(), "resources_form", peer.slots, active=True)
    await goodbye.says("bye", "goodbye")
    assert peer.slots["resources_request"] is None


async def test_words_that_mean_nothing_here_are_not_searched_for(peer):
    await peer.says("warmline", "find_resource")
    await peer.says("qwrt plmk", "nlu_fallback")
    assert peer.keys == ["utter_resources_unclear"]


async def test_another_wish_leaves_the_search(peer):
    await peer.says("housing help in worcester", "find_resource")
    await peer.says("/prepare_appointment", "prepare_appointment")
    assert peer.followed == "appointment_form"
    assert peer.slots["resources_request"] is None


async def test_a_question_about_rights_is_answered_and_what_was_found_stays(peer):
    await peer.says("housing help in worcester", "find_resource")
    await peer.says("/know_rights", "know_rights")
    assert peer.followed == "action_tell_right"
    await peer.says("keep the first one")
    assert peer.keys == ["utter_resources_kept"]


async def test_thats_all_is_enough_and_the_wish_waits_no_more(peer):
    peer.slots["waiting_goals"] = ["find_resource", "set_goal"]
    await peer.says("housing help in worcester", "find_resource")
    await peer.says("that's all, thanks")
    assert not peer.active
    assert peer.slots["waiting_goals"] == ["set_goal"]


@pytest.mark.parametrize("intent", ["crisis_suicide", "medical_emergency", "cancel", "delete_my_data"])
async def test_danger_and_ways_out_are_never_a_search(peer, intent):
    await peer.says("warmline", "find_resource")
    with pytest.raises(ActionExecutionRejection):
        await peer.says("anything", intent)


async def test_the_transcript_is_told_what_was_found_and_not_where(peer):
    with unit_of_work() as session:
        await peer.says("housing help in worcester", "find_resource")
        noted = session.info[NOTED]
    assert noted["searched"] == {"topic": "housing", "place": "town", "found": 3}
    assert len(noted["resources"]) == 3


async def test_by_text_each_service_fits_two_parts_with_its_phone(peer):
    peer.channel = "sms"
    await peer.says("warmline", "find_resource")
    assert len(cards(peer)) == 3
    for number, card in enumerate(cards(peer), 1):
        assert card["card"].startswith(f"{number}. ")
        assert count_segments(card["card"]) <= 2
        assert re.search(r"(?:Call|Text): ", card["card"])
        assert not card.get("custom", {}).get("links")
    assert not peer.buttons
    await peer.says("KEEP 1")
    assert peer.keys == ["utter_resources_kept"]


@pytest.mark.parametrize(
    ("words", "position"),
    [
        ("keep the second one", 1),
        ("2", 1),
        ("number one", 0),
        ("#3", 2),
        ("the last one", 2),
        ("that one", None),
        ("4", None),
        ("keep it", None),
        ("KEEP 1", 0),
    ],
)
def test_which_one_is_meant(words, position):
    assert find_position(words, 3) == position
