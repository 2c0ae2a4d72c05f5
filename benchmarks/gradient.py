"""The gradient of the last h to every one of 1,000 past steps, dL/dh_t and dL/dC_t of each, against PyTorch's autograd.

    python benchmarks/gradient.py [--rounds N]

Forward and backward pass together, H = 20, one sentence, float64, one thread. PyTorch steps its LSTMCell and is asked for
the gradients of all states at once, which is its quickest way to all of them.
"""

import argparse
from collections.abc import Callable
from typing import Any

import timing  # before NumPy, whose threads it sets

# isort: split
import numpy as np

from lstm_tui.engine import lstm
from lstm_tui.engine.params import GATES, LSTMParams

D, H, T = 8, 20, 1000
BAR = 8.0
OURS, TORCH = "lstm_tui", "torch.nn.LSTMCell + autograd.grad, float64"
Gradients = tuple[Any, Any]


def main() -> None:
    """One table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=20)
    rounds = arguments.parse_args().rounds
    rng = np.random.default_rng(0)
    scale = 1 / np.sqrt(H)
    W_x, W_h, b = (rng.uniform(-scale, scale, shape) for shape in ((4 * H, D), (4 * H, H), (4 * H,)))
    b[GATES.index("f") * H :][:H] += 3.0  # so that something arrives at the first step
    params, x, seen = LSTMParams(W_x, W_h, b), rng.standard_normal((T, D)), rng.standard_normal(H)
    contenders: dict[str, Callable[[], Gradients]] = {OURS: lambda: ours(params, x, seen)}
    if torch := timing.peer("torch"):
        contenders[TORCH] = autograd(torch, params, x, seen)
    agree(contenders)
    times = timing.interleaved(contenders, rounds)
    timing.report(f"dL/dh_t and dL/dC_t of {T} steps, H = {H}", times, OURS)
    timing.finish([timing.require(TORCH, times.ratio(TORCH, OURS), BAR)] if torch else [])


def ours(params: LSTMParams, x: np.ndarray, seen: np.ndarray) -> Gradients:
    """The engine's two passes."""
    dh = np.zeros((T, H))
    dh[-1] = seen
    grad = lstm.backward(lstm.forward(params, x), dh)
    return grad.dh, grad.dc


def autograd(torch: Any, params: LSTMParams, x: np.ndarray, seen: np.ndarray) -> Callable[[], Gradients]:
    """LSTMCell step by step, and autograd over all states."""
    torch.set_num_threads(1)
    blocks = dict(zip(GATES, range(4), strict=True))
    cell = torch.nn.LSTMCell(D, H, dtype=torch.float64)
    arrays = {"weight_ih": params.W_x, "weight_hh": params.W_h, "bias_ih": params.b}
    with torch.no_grad():
        for name, array in arrays.items():
            parts = np.split(array, 4)
            getattr(cell, name).copy_(torch.tensor(np.concatenate([parts[blocks[gate]] for gate in "ifgo"])))
        cell.bias_hh.zero_()
    inputs, wanted = list(torch.tensor(x)[:, None]), torch.tensor(seen)[None]

    def run() -> Gradients:
        h = c = torch.zeros(1, H, dtype=torch.float64)
        hs, cs = [], []
        for x_t in inputs:
            h, c = cell(x_t, (h, c))
            hs.append(h)
            cs.append(c)
        gradients = torch.autograd.grad((h * wanted).sum(), [*hs, *cs])
        return gradients[:T], gradients[T:]

    return run


def agree(contenders: dict[str, Callable[[], Gradients]]) -> None:
    """The same gradient at every distance, relative to its own size there, before any is timed."""
    expected = contenders[OURS]()
    for name, run in contenders.items():
        for ours, given in zip(expected, run(), strict=True):
            theirs = np.array([np.asarray(g).reshape(-1) for g in given])
            error = (np.abs(ours - theirs).max(axis=1) / np.abs(theirs).max(axis=1)).max()
            assert error < 1e-12, f"{name} gives other numbers, by {error}"


if __name__ == "__main__":
    main()
