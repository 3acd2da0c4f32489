"""The private page of a plan: safe to open, ends with its link, and its files hold the same words."""

from __future__ import annotations

import pytest

from bot.store.plans import KeptPlan
from bot.talk.plans import HEADERS, write_page
from tests.builders import NOON

PLAN = {"provider": "Dr. <script>Lee</script>", "main": 'x" onload="alert(1)', "questions": ["a & b?", "c?"]}


@pytest.fixture
def page() -> str:
    return write_page(KeptPlan("p1", "appointment", 1, PLAN, NOON), "tok.en")


def test_words_of_a_peer_cannot_become_code(page):
    assert "<script" not in page
    assert 'onload="' not in page
    assert "a &amp; b?" in page


def test_the_page_prints_without_its_buttons_and_is_found_by_no_search_engine(page):
    assert 'content="noindex"' in page
    assert "<nav>" in page
    assert "no-store" in HEADERS["Cache-Control"]


def test_a_plan_without_a_day_offers_no_calendar(page):
    assert "plan.ics" not in page
    dated = {**PLAN, "when": {"date": "2026-11-26", "spoken": "Thursday"}}
    assert "plan.ics" in write_page(KeptPlan("p1", "appointment", 1, dated, NOON), "tok.en")
