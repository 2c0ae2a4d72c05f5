"""Beside PyTorch in float64, where it is installed: forward within 1e-14, every gradient within 1e-12, at every distance."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from lstm_tui.engine import compose, lstm, rnn
from lstm_tui.engine.params import LSTMParams, RNNParams
from tests.engine.goldens import GRADIENT, absolute, relative, reordered
from tests.engine.making import VARIANTS, lstm_params

FORWARD = 1e-14
TORCH_ORDER = "ifgo"
SIZES = [
    (1, 1, 1),
    (1, 1000, 1),
    (2, 5, 3),
    (8, 50, 1),
    (20, 200, 8),
    (20, 1000, 1),
    (64, 100, 2),
    (256, 1, 4),
    (256, 60, 1),
]
"""(H, T, B)."""


@pytest.fixture(scope="module")
def torch() -> ModuleType:
    """PyTorch, on one thread."""
    torch: ModuleType = pytest.importorskip("torch")
    torch.set_num_threads(1)
    return torch


def ours_of(layer: Any, k: int = 0, suffix: str = "") -> LSTMParams | RNNParams:
    """The weights of a torch layer as the engine takes them."""
    W_x, W_h, b_x, b_h = (
        getattr(layer, f"{name}_l{k}{suffix}").detach().numpy() for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    )
    if layer.mode == "LSTM":
        return LSTMParams(*(reordered(a, TORCH_ORDER) for a in (W_x, W_h, b_x + b_h)))
    return RNNParams(W_x, W_h, b_x + b_h, layer.mode.removeprefix("RNN_").lower())


def blocks(array: np.ndarray, mode: str) -> np.ndarray:
    """A gradient of torch in the engine's order of gates."""
    return reordered(array, TORCH_ORDER) if mode == "LSTM" else array


@pytest.mark.parametrize(("H", "T", "B"), SIZES)
@pytest.mark.parametrize("mode", ["LSTM", "tanh", "relu"])
def test_whole_sequences(torch: ModuleType, mode: str, H: int, T: int, B: int) -> None:
    """nn.LSTM and nn.RNN with initial states: h, C_T and the gradients of all weights, of x, h_0 and C_0."""
    torch.manual_seed(H + T)
    D = 5
    options = {} if mode == "LSTM" else {"nonlinearity": mode}
    layer = (torch.nn.LSTM if mode == "LSTM" else torch.nn.RNN)(D, H, dtype=torch.float64, **options)
    draw = {"x": (T, B, D), "h0": (1, B, H), "c0": (1, B, H), "dh": (T, B, H), "dc": (B, H)}
    given = {name: torch.randn(shape, dtype=torch.float64, requires_grad=name[0] != "d") for name, shape in draw.items()}
    numpy = {name: a.detach().numpy() for name, a in given.items()}
    states = {"h0": numpy["h0"][0].T} | ({"c0": numpy["c0"][0].T} if mode == "LSTM" else {})
    params = ours_of(layer)
    cell = lstm if mode == "LSTM" else rnn
    trace = cell.forward(params, numpy["x"].transpose(0, 2, 1), **states)
    h, last = layer(given["x"], (given["h0"], given["c0"]) if mode == "LSTM" else given["h0"])
    assert absolute(trace["h"], h.detach().numpy().transpose(0, 2, 1)) <= FORWARD
    loss, seen = (h * given["dh"]).sum(), {"dh": numpy["dh"].transpose(0, 2, 1)}
    if mode == "LSTM":
        assert absolute(trace["c"][-1], last[1].detach().numpy()[0].T) <= FORWARD
        loss = loss + (last[1][0] * given["dc"]).sum()
        seen["dc"] = np.zeros(trace["c"].shape)
        seen["dc"][-1] = numpy["dc"].T
    loss.backward()
    grad = cell.backward(trace, **seen)
    weights = grad.weights()
    pairs = {
        "W_x": (weights.W_x, blocks(layer.weight_ih_l0.grad.numpy(), mode)),
        "W_h": (weights.W_h, blocks(layer.weight_hh_l0.grad.numpy(), mode)),
        "b": (weights.b, blocks(layer.bias_ih_l0.grad.numpy(), mode)),
        "x": (grad["x"], given["x"].grad.numpy().transpose(0, 2, 1)),
        "h0": (grad.dh0, given["h0"].grad.numpy()[0].T),
    }
    if mode == "LSTM":
        pairs["c0"] = (grad.dc0, given["c0"].grad.numpy()[0].T)
    for name, (ours, theirs) in pairs.items():
        assert relative(ours, theirs) <= GRADIENT, name


@pytest.mark.parametrize(("H", "T"), [(1, 1000), (8, 300), (20, 1000), (64, 100), (256, 40)])
def test_the_gradient_at_every_distance(torch: ModuleType, H: int, T: int) -> None:
    """dL/dh_t and dL/dC_t of each single step, where only the last h is seen: relative to that step's own size."""
    torch.manual_seed(H)
    D = 3
    cell = torch.nn.LSTMCell(D, H, dtype=torch.float64)
    with torch.no_grad():
        cell.bias_ih[H : 2 * H] += 2.0  # a forget gate that is open enough for something to arrive
    x = torch.randn(T, 1, D, dtype=torch.float64)
    h = c = torch.zeros(1, H, dtype=torch.float64)
    hs, cs = [], []
    for x_t in x:
        h, c = cell(x_t, (h, c))
        h.requires_grad_() if not h.requires_grad else None
        h.retain_grad()
        c.retain_grad()
        hs.append(h)
        cs.append(c)
    seen = torch.randn(1, H, dtype=torch.float64)
    (h * seen).sum().backward()
    params = LSTMParams(
        *(reordered(a.detach().numpy(), TORCH_ORDER) for a in (cell.weight_ih, cell.weight_hh, cell.bias_ih + cell.bias_hh))
    )
    trace = lstm.forward(params, x.numpy()[:, 0])
    dh = np.zeros((T, H))
    dh[-1] = seen.numpy()
    grad = lstm.backward(trace, dh)
    for t in range(T):
        assert relative(grad.dh[t], hs[t].grad.numpy()[0]) <= GRADIENT, (t, "h")
        assert relative(grad.dc[t], cs[t].grad.numpy()[0]) <= GRADIENT, (t, "C")


@pytest.mark.parametrize("peephole", [False, True])
@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize(("H", "T", "B"), [(1, 60, 2), (7, 40, 3)])
def test_variants_that_torch_does_not_have(torch: ModuleType, variant: str, peephole: bool, H: int, T: int, B: int) -> None:
    """Against autograd over the equations as the textbooks write them."""
    rng = np.random.default_rng(H)
    D = 4
    params = lstm_params(rng, H, D, variant, peephole, scale=0.5)
    weights = {name: torch.tensor(params.weight(name).copy(), requires_grad=True) for name in params.names()}
    x, h0, c0 = rng.standard_normal((T, D, B)), rng.standard_normal((H, B)), rng.standard_normal((H, B))
    dh, dc = rng.standard_normal((2, T, H, B))
    start = h, c = torch.tensor(h0, requires_grad=True), torch.tensor(c0, requires_grad=True)
    inputs = torch.tensor(x, requires_grad=True)

    def z(gate: str, x_t: Any, h: Any, c: Any) -> Any:
        total = weights[f"W_x{gate}"] @ x_t + weights[f"W_h{gate}"] @ h + weights[f"b_{gate}"][:, None]
        return total + weights[f"p_{gate}"][:, None] * c if peephole and gate != "g" else total

    hs, cs = [], []
    for x_t in inputs:
        f = torch.ones_like(c) if variant == "no-forget" else torch.sigmoid(z("f", x_t, h, c))
        i = 1 - f if variant == "coupled" else torch.sigmoid(z("i", x_t, h, c))
        c_new = f * c + i * torch.tanh(z("g", x_t, h, c))
        h = torch.sigmoid(z("o", x_t, h, c_new)) * torch.tanh(c_new)
        c = c_new
        hs.append(h)
        cs.append(c)
    h_all, c_all = torch.stack(hs), torch.stack(cs)
    ((h_all * torch.tensor(dh)).sum() + (c_all * torch.tensor(dc)).sum()).backward()
    trace = lstm.forward(params, x, h0, c0)
    assert absolute(trace["h"], h_all.detach().numpy()) <= FORWARD
    # C is not bounded: without a forget gate it grows with T, and its rounding with it.
    assert relative(trace["c"], c_all.detach().numpy()) <= FORWARD
    grad = lstm.backward(trace, dh, dc)
    for name, weight in weights.items():
        theirs = np.zeros(weight.shape) if weight.grad is None else weight.grad.numpy()
        assert relative(grad.weights().weight(name), theirs) <= GRADIENT or not theirs.any(), name
        assert theirs.any() or not grad.weights().weight(name).any()
    assert relative(grad["x"], inputs.grad.numpy()) <= GRADIENT
    for ours, theirs in zip((grad.dh0, grad.dc0), start, strict=True):
        assert relative(ours, theirs.grad.numpy()) <= GRADIENT


@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("mode", ["LSTM", "tanh"])
def test_stacked_and_two_way_layers(torch: ModuleType, mode: str, both: bool, layers: int) -> None:
    """The composition is nn.LSTM's and nn.RNN's, with several layers and with two directions."""
    torch.manual_seed(layers)
    D, H, T, B = 3, 6, 40, 2
    options = {} if mode == "LSTM" else {"nonlinearity": mode}
    make = torch.nn.LSTM if mode == "LSTM" else torch.nn.RNN
    net = make(D, H, layers, bidirectional=both, dtype=torch.float64, **options)
    x = torch.randn(T, B, D, dtype=torch.float64, requires_grad=True)
    h, _ = net(x)
    dh = torch.randn(h.shape, dtype=torch.float64)
    (h * dh).sum().backward()
    parts = [compose.Both(ours_of(net, k), ours_of(net, k, "_reverse")) if both else ours_of(net, k) for k in range(layers)]
    traces = compose.forward(parts, x.detach().numpy().transpose(0, 2, 1))
    assert absolute(compose.output(traces[-1]), h.detach().numpy().transpose(0, 2, 1)) <= FORWARD
    grads = compose.backward(traces, dh.numpy().transpose(0, 2, 1))
    for k, grad in enumerate(grads):
        directions = {"": grad.forwards, "_reverse": grad.backwards} if isinstance(grad, compose.BothGrads) else {"": grad}
        for suffix, one in directions.items():
            for ours, name in (
                (one.weights().W_x, "weight_ih"),
                (one.weights().W_h, "weight_hh"),
                (one.weights().b, "bias_ih"),
            ):
                theirs = blocks(getattr(net, f"{name}_l{k}{suffix}").grad.numpy(), mode)
                assert relative(ours, theirs) <= GRADIENT, (k, name + suffix)


def test_a_padded_batch_is_a_packed_sequence(torch: ModuleType) -> None:
    """Masks do what pack_padded_sequence does."""
    torch.manual_seed(0)
    D, H, T, lengths = 3, 5, 9, [9, 4, 1]
    net = torch.nn.LSTM(D, H, dtype=torch.float64)
    x = torch.randn(T, len(lengths), D, dtype=torch.float64)
    packed = torch.nn.utils.rnn.pack_padded_sequence(x, lengths)
    _, (h_T, c_T) = net(packed)
    (h_T.sum() + 2 * c_T.sum()).backward()
    mask = np.arange(T)[:, None] < np.array(lengths)
    trace = lstm.forward(ours_of(net), x.numpy().transpose(0, 2, 1), mask=mask)
    assert absolute(trace["h"][-1], h_T[0].detach().numpy().T) <= FORWARD
    assert absolute(trace["c"][-1], c_T[0].detach().numpy().T) <= FORWARD
    seen = np.zeros((2, T, H, len(lengths)))
    seen[0, -1], seen[1, -1] = 1.0, 2.0
    weights = lstm.backward(trace, *seen).weights()
    assert relative(weights.W_h, reordered(net.weight_hh_l0.grad.numpy(), TORCH_ORDER)) <= GRADIENT
    assert relative(weights.W_x, reordered(net.weight_ih_l0.grad.numpy(), TORCH_ORDER)) <= GRADIENT
