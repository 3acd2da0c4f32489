"""Every change of a plan is kept and can be taken back; a private link opens only with its secret, for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.messages import Channel
from bot.store.plan_links import LIFETIME, end_link, end_links, make_link, open_link
from bot.store.plans import find_peer_of, keep_plan, list_plans, list_versions, undo_plan
from bot.store.talks import open_talk
from tests.builders import NOON


@pytest.fixture
def peer(database) -> str:
    open_talk("c0ffee", Channel.WIDGET, NOON)
    return find_peer_of("c0ffee")


@pytest.fixture
def plan(peer) -> str:
    """A plan in three versions."""
    plan_id = keep_plan(peer, "appointment", {"main": "one"}, NOON).plan_id
    for number, main in enumerate(("two", "three"), 1):
        keep_plan(peer, "appointment", {"main": main}, NOON + timedelta(minutes=number), plan_id)
    return plan_id


def test_undo_goes_back_one_change_at_a_time_and_keeps_all_history(peer, plan):
    assert undo_plan(peer, plan, NOON).body["main"] == "two"
    assert undo_plan(peer, plan, NOON).body["main"] == "one"
    assert undo_plan(peer, plan, NOON) is None
    assert [kept.body["main"] for kept in list_versions(peer, plan)] == ["one", "two", "three", "two", "one"]


def test_a_change_after_an_undo_can_be_undone_too(peer, plan):
    undo_plan(peer, plan, NOON)
    keep_plan(peer, "appointment", {"main": "four"}, NOON, plan)
    assert undo_plan(peer, plan, NOON).body["main"] == "two"


def test_nobody_undoes_another_peers_plan(peer, plan):
    open_talk("beef", Channel.WIDGET, NOON)
    assert undo_plan(find_peer_of("beef"), plan, NOON) is None
    assert list_versions(find_peer_of("beef"), plan) == []


def test_a_link_shows_the_newest_version(peer, plan):
    token = make_link(peer, plan, NOON)
    keep_plan(peer, "appointment", {"main": "newest"}, NOON, plan)
    assert open_link(token, NOON).body["main"] == "newest"


def test_a_link_ends_by_itself(peer, plan):
    token = make_link(peer, plan, NOON)
    assert open_link(token, NOON + LIFETIME - timedelta(seconds=1))
    assert open_link(token, NOON + LIFETIME) is None


def test_a_link_can_be_ended_by_its_peer_and_by_its_holder(peer, plan):
    first, second = make_link(peer, plan, NOON), make_link(peer, plan, NOON)
    assert end_link(first, NOON)
    assert open_link(first, NOON) is None
    assert open_link(second, NOON)
    assert end_links(peer, NOON) == 1
    assert open_link(second, NOON) is None


@pytest.mark.parametrize("token", ["", "x", "IjEyMyI.abc", "a" * 500])
def test_a_forged_link_opens_nothing(peer, plan, token):
    assert open_link(token, NOON) is None
    assert not end_link(token, NOON)


def test_the_address_does_not_hold_what_the_table_holds(peer, plan):
    token = make_link(peer, plan, NOON)
    body, _, signature = token.partition(".")
    assert open_link(f"{body}.{'A' * len(signature)}", NOON) is None


def test_the_list_shows_each_plan_once(peer, plan):
    assert [(kept.kind, kept.version) for kept in list_plans(peer)] == [("appointment", 3)]
