"""The encoder's weights, where they are built: the screen reads with them as it does in the running house."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import ROOT


@pytest.fixture(autouse=True)
def encoder(tmp_path: Path) -> None:
    """Each test has a folder of its own for generated things; the weights are the same for all."""
    if (ROOT / "var" / "encoder").exists():
        (tmp_path / "encoder").symlink_to(ROOT / "var" / "encoder")
