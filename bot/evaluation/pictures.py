"""Pictures of an evaluation: the confusion matrix and the calibration curve, as PNG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.evaluation.scores import Answer, list_bins


def draw_confusions(answers: Sequence[Answer], intents: Sequence[str], path: Path) -> None:
    """Rows are what was meant, columns what was understood; each row adds up to 1."""
    from matplotlib.figure import Figure

    index = {name: position for position, name in enumerate(intents)}
    matrix = np.zeros((len(intents), len(intents)))
    for answer in answers:
        if answer.expected in index and answer.got in index:
            matrix[index[answer.expected], index[answer.got]] += 1
    matrix /= np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    figure = Figure(figsize=(13, 12))
    axes = figure.subplots()
    axes.imshow(matrix, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(intents)), intents, rotation=90, fontsize=8)
    axes.set_yticks(range(len(intents)), intents, fontsize=8)
    axes.set_xlabel("understood as")
    axes.set_ylabel("meant")
    for row, column in zip(*np.nonzero(matrix >= 0.05), strict=True):
        colour = "white" if matrix[row, column] > 0.5 else "black"
        axes.text(column, row, f"{matrix[row, column]:.2f}"[1:], ha="center", va="center", fontsize=6, color=colour)
    figure.tight_layout()
    figure.savefig(path, dpi=110)


def draw_calibration(answers: Sequence[Answer], path: Path) -> None:
    """How often each degree of confidence was right; on the diagonal, confidence means what it says."""
    from matplotlib.figure import Figure

    bins = list_bins(answers)
    figure = Figure(figsize=(5, 5))
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
    axes.plot([confidence for confidence, _, _ in bins], [right for _, right, _ in bins], marker="o")
    for confidence, right, count in bins:
        axes.annotate(str(count), (confidence, right), textcoords="offset points", xytext=(6, -10), fontsize=8)
    axes.set_xlabel("confidence")
    axes.set_ylabel("share that was right")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    figure.tight_layout()
    figure.savefig(path, dpi=110)
