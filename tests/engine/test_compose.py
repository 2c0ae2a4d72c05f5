"""Layers above each other and in both directions are the same two passes; so are those for which training keeps buffers."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_tui.engine import batch, compose, lstm, rnn
from lstm_tui.engine.ops import outer_sum
from lstm_tui.engine.params import Head, LSTMParams, RNNParams
from tests.engine.goldens import FORWARD, GRADIENT, absolute, cases, relative, reordered
from tests.engine.making import ACTIVATIONS, VARIANTS, apart, lstm_params, rnn_params, slope

SAME = 1e-14


def layer(rng: np.random.Generator, D: int, H: int) -> Any:
    """A layer of any kind."""

    def one() -> Any:
        if rng.random() < 0.5:
            return lstm_params(rng, H, D, str(rng.choice(VARIANTS)), bool(rng.random() < 0.5))
        return rnn_params(rng, H, D, str(rng.choice(ACTIVATIONS[::2])))

    return compose.Both(one(), one()) if rng.random() < 0.5 else one()


def stack(rng: np.random.Generator, D: int, sizes: tuple[int, ...]) -> tuple[Any, ...]:
    """Layers of these sizes."""
    layers: list[Any] = []
    for H in sizes:
        layers.append(layer(rng, D, H))
        D = 2 * H if isinstance(layers[-1], compose.Both) else H
    return tuple(layers)


def test_two_layers_both_ways_give_what_torch_gave() -> None:
    """h within 1e-14 and every gradient within 1e-12, of both layers and both directions."""
    (case,) = cases("stack")
    assert not case["h0"].any() and not case["c0"].any()

    def read(part: dict[str, np.ndarray]) -> LSTMParams:
        return LSTMParams(*(reordered(part[name], case["order"]) for name in ("W_x", "W_h", "b")))

    traces = compose.forward([compose.Both(*map(read, both)) for both in case["layers"]], case["x"])
    assert absolute(compose.output(traces[-1]), case["h"]) <= FORWARD["torch"]
    grads = compose.backward(traces, case["dh"])
    for grad, both in zip(grads, case["gradients"]["layers"], strict=True):
        for ours, theirs in zip((grad.forwards, grad.backwards), both, strict=True):
            for name, gradient in theirs.items():
                assert relative(getattr(ours.weights(), name), reordered(gradient, case["order"])) <= GRADIENT
    dx = grads[0].forwards["x"] + grads[0].backwards["x"][::-1]
    assert relative(dx, case["gradients"]["x"]) <= GRADIENT


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(1, 3), min_size=1, max_size=3), st.integers(0, 2))
def test_gradients_of_any_stack_are_slopes(seed: int, sizes: list[int], B: int) -> None:
    """Of the input, through all layers and directions, whichever networks they are, padded batches included."""
    rng = np.random.default_rng(seed)
    T, D, shape = 3, 2, (B,) if B else ()
    layers, x = stack(rng, D, tuple(sizes)), rng.standard_normal((T, D, *shape))
    mask = rng.random((T, B)) < 0.7 if B == 2 else None
    traces = compose.forward(layers, x, mask)
    dh = rng.standard_normal(compose.output(traces[-1]).shape)
    bottom = compose.backward(traces, dh)[0]
    ours = bottom["x"] if not isinstance(bottom, compose.BothGrads) else bottom.forwards["x"] + bottom.backwards["x"][::-1]
    numeric = slope(lambda a: float((compose.output(compose.forward(layers, a, mask)[-1]) * dh).sum()), x)
    assert apart(ours, numeric, 1e-2) < 1e-6


@given(st.integers(0, 2**32 - 1))
def test_the_backward_direction_reads_the_sentence_reversed(seed: int) -> None:
    """And each direction is the pass it would be by itself."""
    rng = np.random.default_rng(seed)
    there, back, x = lstm_params(rng, 3, 2), lstm_params(rng, 3, 2), rng.standard_normal((4, 2))
    (both,) = compose.forward([compose.Both(there, back)], x)
    out = compose.output(both)
    assert (out[:, :3] == lstm.forward(there, x)["h"]).all()
    assert (out[:, 3:] == lstm.forward(back, x[::-1].copy())["h"][::-1]).all()
    assert not out.flags.writeable


def test_a_stack_whose_layers_do_not_fit_is_an_error() -> None:
    """The upper layer must take what the lower one gives."""
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="input"):
        compose.forward([lstm_params(rng, 3, 2), lstm_params(rng, 2, 4)], rng.standard_normal((4, 2)))


@pytest.mark.parametrize("kind", ["lstm", "rnn"])
@given(
    seed=st.integers(0, 2**32 - 1),
    sizes=st.tuples(*(st.integers(1, n) for n in (6, 4, 7, 5))),
    scale=st.sampled_from((0.3, 1.0, 1e4)),
)
def test_the_passes_of_training_are_the_engines(kind: str, seed: int, sizes: tuple[int, ...], scale: float) -> None:
    """y and the gradient of every weight equal those of the traced passes to 1e-14, call after call on the same buffers."""
    rng, (H, D, T, B) = np.random.default_rng(seed), sizes
    params = lstm_params(rng, H, D, scale=scale) if kind == "lstm" else rnn_params(rng, H, D, scale=scale)
    cell, V = lstm if kind == "lstm" else rnn, int(rng.integers(1, 4))
    head = Head(rng.standard_normal((V, H)), rng.standard_normal(V))
    W = whole(params, head)
    passes = batch.LSTMPasses(W, V, T, B) if kind == "lstm" else batch.RNNPasses(W, V, T, B)
    for _ in range(2):
        x, dy = rng.standard_normal((T, D, B)), rng.standard_normal((T, V, B))
        trace = cell.forward(params, x)
        weights = cell.backward(trace, np.matmul(head.W_y.T, dy)).weights()
        dhead = Head(outer_sum(dy, trace["h"]), dy.sum(axis=(0, 2)))
        assert apart(passes.forward(x), head.logits(trace["h"]), 1.0) <= SAME
        assert np.abs(passes.h - trace["h"]).max() <= SAME
        assert apart(passes.backward(dy), whole(weights, dhead), 1.0) <= SAME


def whole(params: LSTMParams | RNNParams, head: Head) -> np.ndarray:
    """[[0, b_y, W_y], [W_x, b, W_h]], as the passes of training take it and give its gradient."""
    upper = np.hstack([np.zeros((len(head.b_y), params.W_x.shape[1])), head.b_y[:, None], head.W_y])
    return np.vstack([upper, np.hstack([params.W_x, params.b[:, None], params.W_h])])


def test_the_passes_of_training_follow_their_weights() -> None:
    """Whoever trains changes W in place, and the next pass is that of the new weights."""
    rng = np.random.default_rng(0)
    W, x = rng.standard_normal((9, 5)), rng.standard_normal((3, 2, 4))
    passes = batch.LSTMPasses(W, 1, 3, 4)
    passes.forward(x)
    first = passes.h.copy()
    W *= 0.5
    params = LSTMParams(W[1:, :2], W[1:, 3:], W[1:, 2])
    passes.forward(x)
    assert (first != passes.h).any() and np.abs(passes.h - lstm.forward(params, x)["h"]).max() <= SAME


def test_in_a_padded_batch_each_sentence_is_read_both_ways_as_if_alone() -> None:
    """The backward direction starts at a sentence's own last word, not at the padding behind it."""
    rng = np.random.default_rng(8)
    layers = [
        compose.Both(lstm_params(rng, 3, 2), lstm_params(rng, 3, 2)),
        compose.Both(rnn_params(rng, 2, 6), rnn_params(rng, 2, 6)),
    ]
    x, lengths = rng.standard_normal((5, 2, 3)), (5, 3, 1)
    mask = np.arange(5)[:, None] < np.array(lengths)
    together = compose.output(compose.forward(layers, x, mask)[-1])
    for b, n in enumerate(lengths):
        alone = compose.output(compose.forward(layers, x[:n, :, b])[-1])
        assert np.abs(together[:n, :, b] - alone).max() <= 1e-14
