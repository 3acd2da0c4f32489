from __future__ import annotations

import pytest

from bot.safety.context import Context
from tests.builders import a_reply


def test_the_question_among_the_last_messages_is_the_context():
    said = (a_reply("Thank you."), a_reply("Are you safe?", key="utter_care_first"), a_reply("One more line."))
    assert Context.of(said) == Context("Are you safe?", "utter_care_first")


def test_nothing_said_before_is_an_empty_context():
    assert Context.of(()) == Context()


@pytest.mark.parametrize(
    ("context", "question", "heard"),
    [
        ("Any plans?", "Any plans?", ""),
        (None, "", ""),
        ([], "", ""),
        (["bot: Any plans?", "peer: no"], "Any plans?", "no"),
        (["Hi.", "Any plans?"], "Any plans?", ""),
        ([{"role": "user", "content": "hey"}, {"role": "assistant", "content": "Any plans?"}], "Any plans?", "hey"),
        ([{"bot": "Any plans?"}, {"peer": "none"}], "Any plans?", "none"),
        ({"from": "bot", "text": "Any plans?"}, "Any plans?", ""),
        ("What time: 3 or 4?", "What time: 3 or 4?", ""),
    ],
)
def test_a_file_may_tell_the_context_in_many_ways(context, question, heard):
    read = Context.from_text(context)
    assert (read.question, read.heard_before) == (question, heard)
