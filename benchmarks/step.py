"""One LSTM step with every intermediate kept, against PyTorch (float64) and onnxruntime (float32), which keep none.

    python benchmarks/step.py [--rounds N]

All read the same sequence of one-hot vectors step by step, each step from the state of the one before, on one thread;
times are per step. The second line is the same walk from token ids, as every model of this program reads its words; the
bars hold for the first.
"""

import argparse
from collections.abc import Callable
from functools import partial
from typing import Any

import timing  # before NumPy, whose threads it sets

# isort: split
import numpy as np

from lstm_tui.engine import lstm
from lstm_tui.engine.params import GATES, LSTMParams

D, T = 8, 200
BARS = {8: (3.5, 2.0), 20: (3.5, 2.0), 64: (2.5, None)}
"""By H: at least this many times faster than torch, than onnxruntime."""
OURS, BY_ID = "lstm_tui, every intermediate kept", "lstm_tui, the same from token ids"
Walk = Callable[[], Any]
"""Gives h step by step, as whatever its library has for arrays."""


def main() -> None:
    """A table for each size."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=60)
    rounds = arguments.parse_args().rounds
    torch, ort, onnx = timing.peer("torch"), timing.peer("onnxruntime"), timing.peer("onnx")
    met = []
    for H, bars in BARS.items():
        rng = np.random.default_rng(H)
        scale = 1 / np.sqrt(H)
        params = LSTMParams(*(rng.uniform(-scale, scale, shape) for shape in ((4 * H, D), (4 * H, H), (4 * H,))))
        ids = rng.integers(0, D, T)
        x = np.eye(D)[ids]
        walks: dict[str, Walk] = {
            OURS: lambda params=params, x=x: lstm.forward(params, x)["h"],
            BY_ID: lambda params=params, ids=ids: lstm.forward(params, ids)["h"],
        }
        if torch:
            walks["torch.nn.LSTMCell, float64, inference_mode"] = torch_walk(torch, params, x)
        if ort and onnx:
            walks["onnxruntime session.run, float32"] = onnxruntime_walk(ort, onnx, params, x)
        agree(walks)
        times = timing.interleaved(walks, rounds)
        timing.report(f"one step, H = {H}, D = {D}", times, OURS, "µs", T)
        for name in walks:
            bar = bars[0] if name.startswith("torch") else bars[1] if name.startswith("onnx") else None
            if bar is not None:
                met.append(timing.require(name, times.ratio(name, OURS), bar))
    timing.finish(met)


def agree(walks: dict[str, Walk]) -> None:
    """All give the same h at every step before any is timed."""
    h = walks[OURS]()
    for name, walk in walks.items():
        error = np.abs(np.array([np.asarray(h_t).reshape(-1) for h_t in walk()]) - h).max()
        assert error < (1e-5 if "float32" in name else 1e-14), f"{name} gives other numbers, by {error}"


def in_order(array: np.ndarray, order: str) -> np.ndarray:
    """Row blocks of our gates in a peer's order."""
    return np.concatenate([dict(zip(GATES, np.split(array, 4), strict=True))[gate] for gate in order])


def torch_walk(torch: Any, params: LSTMParams, x: np.ndarray) -> Walk:
    """LSTMCell over the sequence."""
    torch.set_num_threads(1)
    cell = torch.nn.LSTMCell(D, params.H, dtype=torch.float64)
    with torch.no_grad():
        cell.weight_ih.copy_(torch.tensor(in_order(params.W_x, "ifgo")))
        cell.weight_hh.copy_(torch.tensor(in_order(params.W_h, "ifgo")))
        cell.bias_ih.copy_(torch.tensor(in_order(params.b, "ifgo")))
        cell.bias_hh.zero_()
    inputs = list(torch.tensor(x)[:, None])

    def walk() -> list[Any]:
        with torch.inference_mode():
            h = c = torch.zeros(1, params.H, dtype=torch.float64)
            out = []
            for x_t in inputs:
                h, c = cell(x_t, (h, c))
                out.append(h)
        return out

    return walk


def onnxruntime_walk(ort: Any, onnx: Any, params: LSTMParams, x: np.ndarray) -> Walk:
    """A model of one LSTM node, run once a step; its state goes in and out."""
    H, helper, real = params.H, onnx.helper, onnx.TensorProto.FLOAT
    constants = {"W": in_order(params.W_x, "iofg")[None], "R": in_order(params.W_h, "iofg")[None]}
    constants["B"] = np.concatenate([in_order(params.b, "iofg"), np.zeros(4 * H)])[None]
    node = helper.make_node("LSTM", ["X", "W", "R", "B", "", "h", "c"], ["", "h_T", "c_T"], hidden_size=H)
    shapes = {"X": (1, 1, D), "h": (1, 1, H), "c": (1, 1, H)}
    inputs = [helper.make_tensor_value_info(name, real, shape) for name, shape in shapes.items()]
    outputs = [helper.make_tensor_value_info(name, real, (1, 1, H)) for name in ("h_T", "c_T")]
    weights = [onnx.numpy_helper.from_array(a.astype(np.float32), name) for name, a in constants.items()]
    graph = helper.make_graph([node], "step", inputs, outputs, weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    steps = list(x.astype(np.float32)[:, None, None])
    run = partial(session.run, None)

    def walk() -> list[Any]:
        h = c = np.zeros((1, 1, H), np.float32)
        out = []
        for x_t in steps:
            h, c = run({"X": x_t, "h": h, "c": c})
            out.append(h)
        return out

    return walk


if __name__ == "__main__":
    main()
