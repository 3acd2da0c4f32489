"""Train the model from config.yml, domain.yml and data/, unless nothing that matters changed."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
from pathlib import Path

from bot.encoder import read_fingerprint
from bot.settings import ROOT, Settings, load_settings

# What a model is made of. The code of our own NLU components counts: a change there changes what a model means.
SOURCES = (
    "config.yml",
    "domain.yml",
    "data/**/*",
    "bot/encoder.py",
    "bot/nlu/*.py",
    "bot/safety/*.py",
    "requirements.lock",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--force", action="store_true", help="train even when nothing changed")


def run(args: argparse.Namespace) -> int:
    train(load_settings(), force=args.force)
    return 0


def train(settings: Settings, force: bool = False) -> Path:
    """The model for the sources as they are; trained only when there is none yet."""
    model = settings.models / f"ownvoice-{fingerprint_model(settings)[:16]}.tar.gz"
    if model.exists() and not force:
        model.touch()  # the newest file is the one that is served
        return model
    print("Training the model (about a minute) ...", flush=True)
    started = time.monotonic()
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import rasa.model_training

    result = rasa.model_training.train(
        domain=str(ROOT / "domain.yml"),
        config=str(ROOT / "config.yml"),
        training_files=[str(ROOT / "data" / "nlu"), str(ROOT / "data" / "stories"), str(ROOT / "data" / "responses")],
        output=str(settings.models),
        fixed_model_name=model.name.removesuffix(".tar.gz"),
        force_training=force,
        core_additional_arguments={"augmentation_factor": 0},
    )
    if result.code or not model.exists():
        sys.exit("Training failed; what is wrong stands above.")
    print(f"Trained in {time.monotonic() - started:.0f} s.", flush=True)
    return model


def fingerprint_model(settings: Settings) -> str:
    """One digest over the sources and the encoder that reads them."""
    encoder = read_fingerprint(settings.encoder) or ""
    return hashlib.sha256((fingerprint_sources(ROOT) + encoder).encode()).hexdigest()


def fingerprint_sources(root: Path) -> str:
    """One digest over every file that a model depends on."""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(root.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
