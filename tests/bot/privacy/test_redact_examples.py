"""How much of an invented, varied table is masked, and how much that should stay readable stays."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from bot.privacy.redact import redact

EXAMPLES = Path(__file__).with_name("redaction_examples.txt")
MARK = re.compile(r"\[\[(\w+)\|(.*?)\]\]")


def read_examples() -> list[tuple[str, list[tuple[str, int, int]]]]:
    """Each text with the stretches (kind, start, end) that must be masked."""
    examples = []
    for line in EXAMPLES.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        text, wanted, at = "", [], 0
        for match in MARK.finditer(line):
            text += line[at : match.start()]
            wanted.append((match[1], len(text), len(text) + len(match[2])))
            text += match[2]
            at = match.end()
        examples.append((text + line[at:], wanted))
    return examples


def count(show: bool = False) -> tuple[Counter[str], Counter[str], int, int]:
    """(wanted by kind, covered by kind, masked stretches, masked stretches that were wanted)."""
    wanted_by, covered_by, masked_all, masked_right = Counter(), Counter(), 0, 0
    for text, wanted in read_examples():
        masked = redact(text).masked
        for kind, start, end in wanted:
            wanted_by[kind] += 1
            letters = {at for at in range(start, end) if text[at].isalnum()}
            is_covered = letters <= {at for one in masked for at in range(one.start, one.end)}
            covered_by[kind] += is_covered
            if show and not is_covered:
                print("MISS", kind, repr(text[start:end]), "|", redact(text).text)
        for one in masked:
            masked_all += 1
            is_right = any(one.start < end and start < one.end for _, start, end in wanted)
            masked_right += is_right
            if show and not is_right:
                print("OVER", one.kind, repr(text[one.start : one.end]), "|", text)
    return wanted_by, covered_by, masked_all, masked_right


def test_names_and_numbers_are_masked_as_often_as_promised() -> None:
    wanted, covered, _, _ = count()
    numbers = [kind for kind in wanted if kind != "name"]
    assert sum(covered[kind] for kind in numbers) / sum(wanted[kind] for kind in numbers) >= 0.97
    assert covered["name"] / wanted["name"] >= 0.9


def test_what_is_masked_was_private() -> None:
    _, _, masked, right = count()
    assert right / masked >= 0.95


if __name__ == "__main__":
    wanted_by, covered_by, masked_all, masked_right = count(show=True)
    print({kind: f"{covered_by[kind]}/{wanted_by[kind]}" for kind in wanted_by}, f"right {masked_right}/{masked_all}")
