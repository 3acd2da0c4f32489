"""The two queues, claims and permissions in the database: atomic, ordered, found by fingerprint."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.privacy.seal import load_seal
from bot.settings import load_settings
from bot.store.claims import release_claim, sweep_claims, take_claim
from bot.store.peers import (
    find_peer,
    meet_peer,
    opt_in,
    opt_out,
    read_peer,
    read_permissions,
    read_phone,
    set_time_zone,
)
from bot.store.session import unit_of_work
from bot.store.sms import (
    find_waiting_peers,
    mark_text,
    next_inbound,
    next_text,
    queue_texts,
    release_held,
    take_text,
)
from bot.store.sms_reports import note_status
from bot.store.tables.sms import Claim
from bot.store.tables.talk import Peer
from tests.builders import NOON

PHONE = "+16175550142"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _database(database: object) -> None:
    """Every test here has a database."""


def test_a_text_that_comes_twice_is_kept_once() -> None:
    assert take_text("SM1", PHONE, "hi", 0, NOON)
    assert take_text("SM1", PHONE, "hi", 0, NOON) is None


def test_twenty_threads_with_one_text_keep_it_once() -> None:
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda _: take_text("SM1", PHONE, "hi", 0, NOON), range(20)))
    assert sum(peer is not None for peer in kept) == 1


def test_first_texts_at_the_same_moment_make_one_peer() -> None:
    with ThreadPoolExecutor(8) as pool:
        peers = set(pool.map(lambda number: take_text(f"SM{number}", PHONE, "hi", 0, NOON), range(20)))
    assert len(peers) == 1
    with unit_of_work() as session:
        assert len(session.scalars(select(Peer)).all()) == 1


def test_a_peer_is_found_after_the_keys_were_rotated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWNVOICE_SECRET_KEYS", "old-fake-key-" + "x" * 32)
    _reload()
    peer = meet_peer(PHONE, NOON)
    monkeypatch.setenv("OWNVOICE_SECRET_KEYS", f"new-fake-key-{'y' * 32},old-fake-key-{'x' * 32}")
    _reload()
    assert find_peer(PHONE) == peer
    monkeypatch.setenv("OWNVOICE_SECRET_KEYS", "new-fake-key-" + "y" * 32)
    _reload()
    assert find_peer(PHONE) == peer
    assert read_phone(peer) == PHONE


def _reload() -> None:
    load_settings.cache_clear()
    load_seal.cache_clear()


def test_texts_wait_in_the_order_they_came() -> None:
    peer = take_text("SM1", PHONE, "one", 0, NOON)
    take_text("SM2", PHONE, "two", 0, NOON)
    assert peer is not None
    assert next_inbound(peer).body == "one"  # type: ignore[union-attr]
    assert find_waiting_peers(NOON) == [peer]


def test_a_text_put_off_holds_up_those_behind_it() -> None:
    peer = meet_peer(PHONE, NOON)
    queue_texts(peer, [("one", 1), ("two", 1)], NOON)
    first = next_text(peer, NOON)
    assert first is not None
    mark_text(first.id, "queued", NOON, not_before=NOON + MINUTE, tries=1)
    assert next_text(peer, NOON) is None
    assert find_waiting_peers(NOON) == []
    assert find_waiting_peers(NOON + MINUTE) == [peer]


def test_held_texts_wait_for_more() -> None:
    peer = meet_peer(PHONE, NOON)
    queue_texts(peer, [], NOON, held=[("one", 1), ("two", 1)])
    assert next_text(peer, NOON) is None
    assert [text.body for text in release_held(peer, 1, NOON)] == ["one"]
    assert next_text(peer, NOON).body == "one"  # type: ignore[union-attr]


def test_a_stop_drops_what_waits_but_not_what_must_arrive() -> None:
    peer = meet_peer(PHONE, NOON)
    queue_texts(peer, [("reply", 1)], NOON)
    queue_texts(peer, [("988", 1)], NOON, despite_stop=True)
    opt_out(peer, "keyword", NOON)
    assert next_text(peer, NOON).body == "988"  # type: ignore[union-attr]
    opt_in(peer, "keyword", NOON + MINUTE)
    assert [entry[0] for entry in read_permissions(peer)] == ["opted_out", "opted_in"]
    assert not read_peer(peer).has_opted_out


def test_reports_of_unknown_texts_are_let_go() -> None:
    assert note_status("nothing", "SM404", "delivered", None, NOON) is None


def test_a_claim_has_one_holder_until_it_runs_out() -> None:
    assert take_claim("job", "ada", NOON, MINUTE)
    assert take_claim("job", "ada", NOON, MINUTE)
    assert not take_claim("job", "ben", NOON, MINUTE)
    assert take_claim("job", "ben", NOON + 2 * MINUTE, MINUTE)
    release_claim("job", "ada")
    assert not take_claim("job", "ada", NOON + 2 * MINUTE, MINUTE)
    release_claim("job", "ben")
    assert take_claim("job", "ada", NOON + 2 * MINUTE, MINUTE)
    sweep_claims(NOON + 9 * MINUTE)
    with unit_of_work() as session:
        assert session.scalars(select(Claim)).all() == []


def test_many_threads_get_one_claim() -> None:
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda number: take_claim("job", f"holder{number}", NOON, MINUTE), range(16)))
    assert sum(got) == 1


def test_a_peer_may_tell_their_zone() -> None:
    peer = meet_peer(PHONE, NOON)
    set_time_zone(peer, "America/Denver")
    assert read_peer(peer).time_zone == "America/Denver"
