"""Makes the golden vectors: what other people's LSTMs and RNNs answer to inputs and weights of our choosing.

    python tests/golden/make.py torch|keras|onnxruntime

Each framework writes ``FRAMEWORK.json`` beside this script, with its version and the seed. Run it in an environment that
has the framework; nothing of this project is imported. Weights differ from gate to gate and from unit to unit, and most
cases start from a state that is not 0: a golden whose gates are alike accepts any engine.

In the files the time is the first axis and the batch the last; W_x, W_h and b are row blocks in the framework's own order of
gates, which ``order`` spells. ``dh`` and ``dc`` are dL/dh_t and dL/dC_t as the loss L = Σ dh·h + Σ dc·C itself sees them.
"""

import json
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

SEED = 20250
SIZES = {"small": (2, 3, 2, 1), "wide": (3, 4, 4, 2), "long": (5, 2, 7, 3)}
"""(H, D, T, B) by name: no two alike in one case, so that a swapped axis does not fit."""

Case = dict[str, Any]


def drawn(rng: np.random.Generator, *shape: int, scale: float = 1.0) -> np.ndarray:
    """Normal numbers of three decimals: short in the file, exact in float64."""
    return np.round(scale * rng.standard_normal(shape), 3)


def problem(name: str, kind: str, size: str, order: str = "", **also: Any) -> Case:
    """Inputs, initial states, weights and what the loss sees, from a seed of the name's own."""
    H, D, T, B = SIZES[size]
    rng = np.random.default_rng([SEED, *name.encode()])
    n = H * max(1, len(order))
    case: Case = {"name": name, "kind": kind, "order": order, **also}
    case |= {"x": drawn(rng, T, D, B), "h0": drawn(rng, H, B, scale=0.5)}
    case |= {"W_x": drawn(rng, n, D, scale=0.8), "W_h": drawn(rng, n, H, scale=0.8), "b": drawn(rng, n, scale=0.5)}
    case["dh"] = drawn(rng, T, H, B)
    if kind == "lstm":
        case |= {"c0": drawn(rng, H, B), "dc": drawn(rng, T, H, B)}
    return case


def torch_cases() -> Iterator[Case]:
    """PyTorch in float64: LSTMCell and RNNCell step by step, checked against nn.LSTM and nn.RNN.

    Every gradient, the totals at each h_t and C_t ("h", "c") among them.
    """
    for size in SIZES:
        yield torch_case(problem(f"lstm-{size}", "lstm", size, "ifgo"))
    zero = problem("lstm-from-zero", "lstm", "wide", "ifgo")
    zero["h0"], zero["c0"] = np.zeros_like(zero["h0"]), np.zeros_like(zero["c0"])
    yield torch_case(zero)
    open_gate = problem("lstm-1997", "lstm", "wide", "ifgo", variant="no-forget")
    H = SIZES["wide"][0]
    for name in ("W_x", "W_h", "b"):  # σ(1000) is exactly 1: a forget gate that is not there
        open_gate[name][H : 2 * H] = 1000.0 if name == "b" else 0.0
    yield torch_case(open_gate)
    for activation in ("tanh", "relu"):
        yield torch_case(problem(f"rnn-{activation}", "rnn", "wide", activation=activation))
    yield torch_stack()


def torch_case(case: Case) -> Case:
    """The answers of one layer."""
    import torch

    t = {k: torch.tensor(v, dtype=torch.float64, requires_grad=True) for k, v in case.items() if isinstance(v, np.ndarray)}
    H, D = len(case["h0"]), case["x"].shape[1]
    lstm = case["kind"] == "lstm"
    no_bias = torch.zeros(len(case["b"]), dtype=torch.float64)
    weights = (t["W_x"], t["W_h"], t["b"], no_bias)
    h, c, hs, cs = t["h0"].T, t["c0"].T if lstm else None, [], []
    for x in t["x"]:
        if lstm:
            h, c = torch._VF.lstm_cell(x.T, (h, c), *weights)
            cs.append(c)
        else:
            h = getattr(torch._VF, f"rnn_{case['activation']}_cell")(x.T, h, *weights)
        hs.append(h)
    states = {"h": hs, "c": cs} if lstm else {"h": hs}
    for state in (*hs, *cs):
        state.retain_grad()
    sum((t[f"d{name}"] * torch.stack(state).mT).sum() for name, state in states.items()).backward()
    case |= {name: torch.stack(state).mT.detach().numpy() for name, state in states.items()}
    inputs = ("W_x", "W_h", "b", "x", "h0") + (("c0",) if lstm else ())
    case["gradients"] = {name: t[name].grad.numpy() for name in inputs}
    case["gradients"] |= {name: torch.stack([s.grad for s in state]).mT.numpy() for name, state in states.items()}

    layer = torch.nn.LSTM(D, H) if lstm else torch.nn.RNN(D, H, nonlinearity=case["activation"])
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    state = tuple(t[k].T[None].contiguous() for k in ("h0", "c0")) if lstm else t["h0"].T[None].contiguous()
    parameters = dict(zip(names, (w.detach() for w in weights), strict=True))
    with torch.no_grad():
        whole, _ = torch.func.functional_call(layer.double(), parameters, (t["x"].transpose(1, 2).contiguous(), state))
    assert np.abs(whole.numpy().transpose(0, 2, 1) - case["h"]).max() < 1e-15
    return case


def torch_stack() -> Case:
    """Two layers, each in both directions: ``layers[k][direction]``; ``h`` and ``h_T``, ``c_T`` as nn.LSTM gives them."""
    import torch

    H, D, T, B = SIZES["wide"]
    rng = np.random.default_rng([SEED, *b"stack"])
    layers = [
        [{"W_x": drawn(rng, 4 * H, d), "W_h": drawn(rng, 4 * H, H), "b": drawn(rng, 4 * H)} for _ in range(2)]
        for d in (D, 2 * H)
    ]
    case: Case = {"name": "two-layers-both-ways", "kind": "stack", "order": "ifgo", "layers": layers}
    case |= {"x": drawn(rng, T, D, B), "h0": np.zeros((4, H, B)), "c0": np.zeros((4, H, B)), "dh": drawn(rng, T, 2 * H, B)}
    net = torch.nn.LSTM(D, H, num_layers=2, bidirectional=True, dtype=torch.float64)
    parameters = {}
    for k, both in enumerate(layers):
        for suffix, part in zip(("", "_reverse"), both, strict=True):
            parameters[f"weight_ih_l{k}{suffix}"] = torch.tensor(part["W_x"], requires_grad=True)
            parameters[f"weight_hh_l{k}{suffix}"] = torch.tensor(part["W_h"], requires_grad=True)
            parameters[f"bias_ih_l{k}{suffix}"] = torch.tensor(part["b"], requires_grad=True)
            parameters[f"bias_hh_l{k}{suffix}"] = torch.zeros(4 * H, dtype=torch.float64)
    x, h0, c0 = (torch.tensor(case[name], requires_grad=True) for name in ("x", "h0", "c0"))
    states = tuple(s.transpose(1, 2).contiguous() for s in (h0, c0))
    h, (h_T, c_T) = torch.func.functional_call(net, parameters, (x.transpose(1, 2).contiguous(), states))
    (h.transpose(1, 2) * torch.tensor(case["dh"])).sum().backward()
    case |= {"h": h.detach().numpy().transpose(0, 2, 1)}
    case |= {"h_T": h_T.detach().numpy().transpose(0, 2, 1), "c_T": c_T.detach().numpy().transpose(0, 2, 1)}
    stems = {"W_x": "weight_ih", "W_h": "weight_hh", "b": "bias_ih"}
    case["gradients"] = {"x": x.grad.numpy(), "h0": h0.grad.numpy(), "c0": c0.grad.numpy()}
    case["gradients"]["layers"] = [
        [{w: parameters[f"{stem}_l{k}{way}"].grad.numpy() for w, stem in stems.items()} for way in ("", "_reverse")]
        for k in range(2)
    ]
    return case


def keras_cases() -> Iterator[Case]:
    """Keras on TensorFlow in float64: LSTM and SimpleRNN; every gradient. Of C only the last step is to be had."""
    import keras

    keras.backend.set_floatx("float64")
    for size in SIZES:
        yield keras_case(problem(f"lstm-{size}", "lstm", size, "ifgo"))
    for activation in ("tanh", "relu", "linear"):
        yield keras_case(problem(f"rnn-{activation}", "rnn", "wide", activation=activation))


def keras_case(case: Case) -> Case:
    """The answers of one layer."""
    import keras
    import tensorflow as tf

    H, lstm = len(case["h0"]), case["kind"] == "lstm"
    same = {"return_sequences": True, "return_state": True}
    layer = keras.layers.LSTM(H, **same) if lstm else keras.layers.SimpleRNN(H, activation=case["activation"], **same)
    x = tf.Variable(case["x"].transpose(2, 0, 1))
    state = [tf.Variable(case[k].T) for k in (("h0", "c0") if lstm else ("h0",))]
    layer.build(x.shape)
    layer.set_weights([case["W_x"].T, case["W_h"].T, case["b"]])
    if lstm:
        case["dc"][:-1] = 0.0
    with tf.GradientTape() as tape:
        h, *last = layer(x, initial_state=state)
        loss = tf.reduce_sum(h * case["dh"].transpose(2, 0, 1))
        if lstm:
            loss += tf.reduce_sum(last[1] * case["dc"][-1].T)
    variables = [v.value for v in layer.trainable_variables]
    dW_x, dW_h, db, dx, *dstate = (g.numpy() for g in tape.gradient(loss, [*variables, x, *state]))
    case["h"] = h.numpy().transpose(1, 2, 0)
    if lstm:
        case["c_T"] = last[1].numpy().T
    case["gradients"] = {"W_x": dW_x.T, "W_h": dW_h.T, "b": db, "x": dx.transpose(1, 2, 0)}
    case["gradients"] |= {name: d.T for name, d in zip(("h0", "c0"), dstate, strict=False)}
    return case


def onnxruntime_cases() -> Iterator[Case]:
    """onnxruntime, which computes in float32: also peepholes and coupled gates, which the others do not have."""
    for size in SIZES:
        yield onnx_case(problem(f"lstm-{size}", "lstm", size, "iofg"))
        yield onnx_case(peepholes(problem(f"peephole-{size}", "lstm", size, "iofg")))
    # ONNX couples the other way round, f = 1 − i: its i is what this project's f is with the signs of z changed.
    yield onnx_case(problem("coupled", "lstm", "long", "iofg", variant="coupled"))
    yield onnx_case(peepholes(problem("coupled-peephole", "lstm", "wide", "iofg", variant="coupled")))
    for activation in ("tanh", "relu"):
        yield onnx_case(problem(f"rnn-{activation}", "rnn", "wide", activation=activation))


def peepholes(case: Case) -> Case:
    """The case with peepholes p (3H,), blocks in ONNX's order i, o, f."""
    case["p"] = drawn(np.random.default_rng([SEED, *case["name"].encode(), 1]), 3 * len(case["h0"]))
    return case


def onnx_case(case: Case) -> Case:
    """The answers of one node."""
    import onnxruntime
    from onnx import TensorProto, helper

    H, lstm = len(case["h0"]), case["kind"] == "lstm"
    del case["dh"]
    case.pop("dc", None)
    B = case["x"].shape[2]
    feeds = {"X": case["x"].transpose(0, 2, 1), "W": case["W_x"][None], "R": case["W_h"][None]}
    feeds |= {"B": np.concatenate([case["b"], np.zeros_like(case["b"])])[None], "initial_h": case["h0"].T[None]}
    if lstm:
        feeds["initial_c"] = case["c0"].T[None]
    if "p" in case:
        feeds["P"] = case["p"][None]
    slots = ["X", "W", "R", "B", "", "initial_h", "initial_c", "P"][: 8 if lstm else 6]
    given = [name if name in feeds else "" for name in slots]
    attributes: dict[str, Any] = {"hidden_size": H}
    if case.get("variant") == "coupled":
        attributes["input_forget"] = 1
    if not lstm:
        attributes["activations"] = [case["activation"].capitalize()]
    outputs = ["Y", "Y_h", "Y_c"][: 3 if lstm else 2]
    node = helper.make_node("LSTM" if lstm else "RNN", given, outputs, **attributes)
    real = TensorProto.FLOAT
    graph = helper.make_graph(
        [node],
        "golden",
        [helper.make_tensor_value_info(name, real, array.shape) for name, array in feeds.items()],
        [helper.make_tensor_value_info(name, real, None) for name in outputs],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    Y, _, *Y_c = session.run(None, {name: array.astype(np.float32) for name, array in feeds.items()})
    assert Y.shape[1:3] == (1, B)
    case["h"] = Y[:, 0].transpose(0, 2, 1)
    if lstm:
        case["c_T"] = Y_c[0][0].T
    return case


MAKERS: dict[str, tuple[Callable[[], Iterator[Case]], tuple[str, ...]]] = {
    "torch": (torch_cases, ("torch", "numpy")),
    "keras": (keras_cases, ("keras", "tensorflow-cpu", "numpy")),
    "onnxruntime": (onnxruntime_cases, ("onnxruntime", "onnx", "numpy")),
}


def plain(value: object) -> object:
    """Lists for arrays; a float32 as the shortest decimal that is still that float32."""
    if not isinstance(value, np.ndarray):
        raise TypeError(f"{value!r} in a golden file")
    if value.dtype == np.float32:
        return np.vectorize(lambda v: float(str(np.float32(v))), otypes=[object])(value).tolist()
    return value.tolist()


def main() -> None:
    """Writes the file of the framework named on the command line, one case a line."""
    framework = sys.argv[1]
    cases, packages = MAKERS[framework]
    head = {"framework": framework, "versions": {name: version(name) for name in packages}, "seed": SEED}
    lines = ",\n  ".join(json.dumps(case, default=plain, separators=(",", ":")) for case in cases())
    text = f'{json.dumps(head)[:-1]}, "cases": [\n  {lines}\n]}}\n'
    Path(__file__).with_name(f"{framework}.json").write_text(text)


if __name__ == "__main__":
    main()
