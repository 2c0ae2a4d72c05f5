"""The sine experiment to the letter: data, windows, first weights, and the losses that PyTorch gets."""

import numpy as np
import pytest

from lstm_tui.training.loop import run, streams
from lstm_tui.training.network import FusedNetwork
from lstm_tui.training.sine import UNITS, SineProblem, Wave, batches, continuation, gradient, wave


@pytest.fixture(scope="module")
def data() -> Wave:
    return wave(streams(0)[0])


def test_the_data_are_fifty_noisy_points_in_forty_windows(data: Wave) -> None:
    assert data.points.shape == (50,)
    assert data.x.shape == data.target.shape == (10, 1, 40)
    for k in range(40):
        assert np.array_equal(data.x[:, 0, k], data.points[k : k + 10])
        assert np.array_equal(data.target[:, 0, k], data.points[k + 1 : k + 11])


def test_the_noise_is_a_tenth() -> None:
    clean = np.sin(np.linspace(-2 * np.pi, 2 * np.pi))
    noises = [wave(np.random.default_rng(seed)).points - clean for seed in range(100)]
    assert np.std(noises) == pytest.approx(0.1, rel=0.05)
    assert abs(np.mean(noises)) < 0.01


@pytest.mark.parametrize(("kind", "parameters"), [("rnn", 461), ("lstm", 1781)])
def test_the_networks_have_the_parameters_of_the_tutorial(data: Wave, kind: str, parameters: int) -> None:
    network, _ = SineProblem(kind, data).begin(np.random.default_rng(0))
    assert network.parameters == parameters


def test_an_epoch_shows_every_window_once(data: Wave) -> None:
    parts = batches(data, np.random.default_rng(0).permutation(40), 8)
    assert [x.shape for x, _ in parts] == [(10, 1, 8)] * 5
    shown = sorted(float(x[0, 0, k]) for x, _ in parts for k in range(8))
    assert shown == sorted(map(float, data.x[0, 0]))


@pytest.mark.parametrize("kind", ["rnn", "lstm"])
def test_the_gradient_is_that_of_the_mean_squared_error(data: Wave, kind: str) -> None:
    network, _ = SineProblem(kind, data).begin(np.random.default_rng(0))
    x, target = data.x[:, :, :8], data.target[:, :, :8]
    gradient(network, x, target)
    analytic = network.gradient.copy()
    ones = FusedNetwork(kind, 1, 20, 1)
    weights = np.flatnonzero(ones.start(*map(np.ones, ones.shapes)).vector)  # all but what only fills the array up
    assert len(weights) == network.parameters and not np.delete(analytic, weights).any()
    for k in weights[::37]:
        sides = []
        for step in (1e-5, -2e-5):
            network.vector[k] += step
            sides.append(gradient(network, x, target))
        network.vector[k] += 1e-5
        assert analytic[k] == pytest.approx((sides[0] - sides[1]) / 2e-5, abs=1e-8)


@pytest.mark.parametrize("kind", ["rnn", "lstm"])
def test_losses_are_those_of_pytorch_in_float64(data: Wave, kind: str) -> None:
    """Same data, first weights and order: 20 epochs apart by less than 1e-12."""
    torch = pytest.importorskip("torch")
    problem = SineProblem(kind, data, epochs=20)
    ours = [point.loss for point in run(problem, 0, lambda: 0.0)]
    _, weights, order = streams(0)
    network, _ = problem.begin(weights)
    theirs = torch_losses(torch, kind, network, data, order, 20)
    assert ours == pytest.approx(theirs, rel=1e-12)


def torch_losses(torch, kind, network, data, order, epochs: int) -> list[float]:
    """The same training in PyTorch; its second bias stays 0, since it would double the biases' learning
    rate."""
    layer = (torch.nn.LSTM if kind == "lstm" else torch.nn.RNN)(1, UNITS, dtype=torch.float64)
    dense = torch.nn.Linear(UNITS, 1, dtype=torch.float64)
    names = ("i", "f", "g", "o") if kind == "lstm" else ("",)
    stems = {"weight_ih_l0": "W_x", "weight_hh_l0": "W_h", "bias_ih_l0": "b_" if kind == "lstm" else "b"}
    with torch.no_grad():
        for theirs, ours in stems.items():
            value = np.concatenate([network.cell.weight(f"{ours}{name}") for name in names])
            getattr(layer, theirs).copy_(torch.tensor(value))
        layer.bias_hh_l0.zero_()
        dense.weight.copy_(torch.tensor(network.head.W_y.copy()))
        dense.bias.copy_(torch.tensor(network.head.b_y.copy()))
    layer.bias_hh_l0.requires_grad_(False)
    trained = [p for p in (*layer.parameters(), *dense.parameters()) if p.requires_grad]
    sgd, losses = torch.optim.SGD(trained, lr=0.01), []
    for _ in range(epochs):
        epoch = []
        for x, target in batches(data, order.permutation(40), 8):
            sgd.zero_grad()
            x, target = (torch.tensor(a.transpose(0, 2, 1).copy()) for a in (x, target))
            loss = torch.nn.functional.mse_loss(dense(layer(x)[0]), target)
            loss.backward()
            sgd.step()
            epoch.append(loss.item())
        losses.append(float(np.mean(epoch)))
    return losses


def test_five_hundred_epochs_of_sgd_favour_the_rnn(data: Wave) -> None:
    """The tutorial's finding, on this seed."""
    ends = {}
    for kind in ("rnn", "lstm"):
        *_, last = run(SineProblem(kind, data), 0, lambda: 0.0)
        ends[kind] = last.loss
    assert ends["rnn"] < ends["lstm"] < 0.06


def test_a_continuation_feeds_on_its_own_predictions(data: Wave) -> None:
    network, _ = SineProblem("rnn", data).begin(np.random.default_rng(0))
    points = continuation(network, data.points[:10], 39)
    assert points.shape == (49,)
    assert np.array_equal(points[:10], data.points[:10])
    again = continuation(network, points[20:30], 1)
    assert again[-1] == points[30]


def test_an_unknown_optimizer_is_refused(data: Wave) -> None:
    with pytest.raises(ValueError, match="unknown optimizer 'sdg'"):
        SineProblem("rnn", data, optimizer="sdg")
