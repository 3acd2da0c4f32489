"""Tunes the sentence encoder: the frozen weights know English, the tuned ones know what peers write to us for.

The upper layers learn for two passes to tell the intents apart (cross-entropy on the mean vector), what is below stays
as it is. The result is written like the frozen encoder and used in the same way. Why it pays: docs/adr/0006. It knows
sentences and intents, no dialogue and no store. TensorFlow is needed only here.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

import numpy as np
import tensorflow as tf

from bot.encoder import HEADS, LAYERS, WEIGHTS_SHA256, load_tokenizer, read_weights, write_encoder
from bot.nlu.slips import add_slips

# Training sentences are short; attention over the rare long one costs more than its end teaches.
LONGEST = 64
_PAD_TO = 8  # lengths are rounded up to this, batches sorted by length: little padding, few shapes
_SAY_EVERY = 10  # seconds
_SHARPNESS = 16.0  # unit vectors times weights are small numbers; this makes them logits


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the outcome besides the sentences."""

    layers: int = 3  # the upper ones learn; all six are 0.6 points better and take half as long again
    passes: int = 2
    rate: float = 2e-4
    head_rate: float = 2e-3
    batch: int = 32
    dropout: float = 0.1
    smoothing: float = 0.1
    slips: float = 0.3  # share of sentences that are read with typing slips, anew in every pass
    seed: int = 7


def fingerprint_tuning(sentences: Sequence[tuple[str, str]], recipe: Recipe = Recipe()) -> str:
    """What the tuned weights depend on: the frozen ones, sentences with intents, recipe and this code."""
    digest = hashlib.sha256(WEIGHTS_SHA256.encode())
    for part in (repr(sorted(sentences)), repr(sorted(asdict(recipe).items()))):
        digest.update(part.encode())
    for name in ("tuning.py", "slips.py"):
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()


def tune_encoder(
    sentences: Sequence[tuple[str, str]],
    target: Path,
    recipe: Recipe = Recipe(),
    say: Callable[[str], None] = lambda line: None,
) -> None:
    """Tune on (text, intent) pairs and write the encoder into `target`. Minutes long; `say` hears how far it is."""
    tensors = read_weights()
    tensors |= tune_weights(tensors, sentences, recipe, say)
    write_encoder(tensors, target, fingerprint_tuning(sentences, recipe))


def tune_weights(
    tensors: dict[str, np.ndarray],
    sentences: Sequence[tuple[str, str]],
    recipe: Recipe,
    say: Callable[[str], None] = lambda line: None,
) -> dict[str, np.ndarray]:
    """The tuned weights of the upper layers, by name; the same on one machine for the same sentences and recipe."""
    tf.config.experimental.enable_op_determinism()
    tf.random.set_seed(recipe.seed)
    shuffle, random = np.random.default_rng(recipe.seed), Random(recipe.seed)
    tokenizer = load_tokenizer(LONGEST)
    sentences = sorted(sentences)  # which file they stand in must not matter
    intents = sorted({intent for _, intent in sentences})
    expected = np.array([intents.index(intent) for _, intent in sentences], dtype=np.int32)
    steps = recipe.passes * -(-len(sentences) // recipe.batch)
    learn, layers = _make_learner(tensors, len(intents), recipe, steps)
    started, heard, losses = time.monotonic(), 0.0, []
    for _ in range(recipe.passes):
        texts = [add_slips(text, random) if random.random() < recipe.slips else text for text, _ in sentences]
        pieces = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
        for batch in _draw_batches([len(ids) for ids in pieces], recipe.batch, shuffle):
            ids, mask = _pad([pieces[index] for index in batch])
            losses.append(float(learn(ids, mask, expected[batch])))
            taken = time.monotonic() - started
            if len(losses) == 1:
                started += taken  # the first step waits for TensorFlow to get ready: no measure for the others
            elif taken - heard >= _SAY_EVERY or len(losses) == steps:
                heard = taken
                left = taken / (len(losses) - 1) * (steps - len(losses))
                say(f"{len(losses) / steps:4.0%}  loss {np.mean(losses[-50:]):.2f}  about {left:.0f} s left")
    return {name: variable.numpy() for name, variable in layers.items()}


def _draw_batches(lengths: Sequence[int], size: int, shuffle: np.random.Generator) -> Iterator[np.ndarray]:
    """Every index once, in batches of about equal length, in random order."""
    order = shuffle.permutation(len(lengths))
    batches = []
    for start in range(0, len(order), size * 16):
        near = sorted(order[start : start + size * 16], key=lambda index: lengths[index])
        batches += [np.array(near[at : at + size]) for at in range(0, len(near), size)]
    for number in shuffle.permutation(len(batches)):
        yield batches[number]


def _pad(pieces: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    length = -(-max(len(ids) for ids in pieces) // _PAD_TO) * _PAD_TO
    padded, mask = np.zeros((len(pieces), length), np.int32), np.zeros((len(pieces), length), np.float32)
    for row, ids in enumerate(pieces):
        padded[row, : len(ids)], mask[row, : len(ids)] = ids, 1
    return padded, mask


def _make_learner(
    tensors: dict[str, np.ndarray], intents: int, recipe: Recipe, steps: int
) -> tuple[Callable[..., tf.Tensor], dict[str, tf.Variable]]:
    """One step of learning from a batch, and the variables it changes."""
    upper = tuple(f"encoder.layer.{number}." for number in range(LAYERS - recipe.layers, LAYERS))
    layers = {name: tf.Variable(array) for name, array in tensors.items() if name.startswith(upper)}
    fixed = {name: tf.constant(array) for name, array in tensors.items() if name not in layers}
    variables = list(layers.values())
    width = tensors["embeddings.LayerNorm.bias"].shape[0]
    head = [tf.Variable(tf.zeros([width, intents])), tf.Variable(tf.zeros([intents]))]
    body_optimizer = tf.keras.optimizers.legacy.Adam(_WarmThenDown(recipe.rate, steps))
    head_optimizer = tf.keras.optimizers.legacy.Adam(_WarmThenDown(recipe.head_rate, steps))

    @tf.function(
        autograph=False,  # nothing here branches on a tensor
        input_signature=[
            tf.TensorSpec([None, None], tf.int32),
            tf.TensorSpec([None, None], tf.float32),
            tf.TensorSpec([None], tf.int32),
        ],
    )
    def learn(ids: tf.Tensor, mask: tf.Tensor, expected: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            vectors = embed({**fixed, **layers}, ids, mask, recipe.dropout)
            wanted = tf.one_hot(expected, intents) * (1 - recipe.smoothing) + recipe.smoothing / intents
            logits = _SHARPNESS * tf.matmul(vectors, head[0]) + head[1]
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(wanted, logits))
        gradients = tape.gradient(loss, variables + head)
        clipped, _ = tf.clip_by_global_norm(gradients[: len(variables)], 1.0)
        body_optimizer.apply_gradients(zip(clipped, variables, strict=True))
        head_optimizer.apply_gradients(zip(gradients[len(variables) :], head, strict=True))
        return loss

    return learn, layers


class _WarmThenDown(tf.keras.optimizers.schedules.LearningRateSchedule):
    """Up over the first tenth of the steps, then straight down to nothing."""

    def __init__(self, peak: float, steps: int):
        self._peak, self._steps, self._warm = peak, steps, max(1.0, steps / 10)

    def __call__(self, step: tf.Tensor) -> tf.Tensor:
        step = tf.cast(step, tf.float32)
        down = (self._steps - step) / max(1.0, self._steps - self._warm)
        return self._peak * tf.minimum((step + 1) / self._warm, tf.maximum(0.0, down))


def embed(weights: dict[str, tf.Tensor], ids: tf.Tensor, mask: tf.Tensor, dropout: float = 0.0) -> tf.Tensor:
    """Unit vectors of padded pieces: the model of bot/encoder.py in numbers that can learn."""

    def norm(values: tf.Tensor, name: str) -> tf.Tensor:
        mean, variance = tf.nn.moments(values, -1, keepdims=True)
        return (values - mean) * tf.math.rsqrt(variance + 1e-12) * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    def linear(values: tf.Tensor, name: str) -> tf.Tensor:
        flat = tf.matmul(tf.reshape(values, [-1, values.shape[-1]]), weights[f"{name}.weight"], transpose_b=True)
        return tf.reshape(flat + weights[f"{name}.bias"], [rows, length, weights[f"{name}.bias"].shape[0]])

    def drop(values: tf.Tensor) -> tf.Tensor:
        return tf.nn.dropout(values, dropout) if dropout else values

    rows, length = tf.shape(ids)[0], tf.shape(ids)[1]
    width = weights["embeddings.LayerNorm.bias"].shape[0]
    words = tf.gather(weights["embeddings.word_embeddings.weight"], ids)
    words += weights["embeddings.token_type_embeddings.weight"][0]
    words += weights["embeddings.position_embeddings.weight"][:length]
    hidden = drop(norm(words, "embeddings.LayerNorm"))
    unseen = (1 - mask)[:, None, None, :] * -1e9
    for number in range(LAYERS):
        prefix = f"encoder.layer.{number}"

        def split(part: str, hidden: tf.Tensor = hidden, prefix: str = prefix) -> tf.Tensor:
            values = linear(hidden, f"{prefix}.attention.self.{part}")
            return tf.transpose(tf.reshape(values, [rows, length, HEADS, width // HEADS]), [0, 2, 1, 3])

        scores = tf.matmul(split("query"), split("key"), transpose_b=True) / (width // HEADS) ** 0.5
        seen = tf.matmul(drop(tf.nn.softmax(scores + unseen)), split("value"))
        seen = tf.reshape(tf.transpose(seen, [0, 2, 1, 3]), [rows, length, width])
        seen = linear(seen, f"{prefix}.attention.output.dense")
        hidden = norm(hidden + drop(seen), f"{prefix}.attention.output.LayerNorm")
        inner = tf.nn.gelu(linear(hidden, f"{prefix}.intermediate.dense"))
        hidden = norm(hidden + drop(linear(inner, f"{prefix}.output.dense")), f"{prefix}.output.LayerNorm")
    mean = tf.reduce_sum(hidden * mask[:, :, None], 1) / tf.reduce_sum(mask, 1, keepdims=True)
    return tf.math.l2_normalize(mean, -1)
