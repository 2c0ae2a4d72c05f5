"""The golden vectors as the engine takes them, and how far an engine is from them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from lstm_tui.engine.params import GATES, LSTMParams, RNNParams

FOLDER = Path(__file__).parent.parent / "golden"
FORWARD = {"torch": 1e-14, "keras": 1e-14, "onnxruntime": 1e-6}
"""Largest absolute difference allowed; onnxruntime computes in float32."""
GRADIENT = 1e-12
"""Largest difference allowed, relative to the largest value of that gradient."""

Case = dict[str, Any]


class Engine(Protocol):
    """What is compared: ``lstm`` and ``rnn`` with their two passes (the modules of that name, or broken ones)."""

    lstm: Any
    rnn: Any


def cases(*kinds: str) -> Iterator[Case]:
    """The golden cases of these kinds ("lstm", "rnn", "stack"), lists made arrays, the framework's name in each."""
    for framework in FORWARD:
        for case in json.loads((FOLDER / f"{framework}.json").read_text())["cases"]:
            if case["kind"] in kinds:
                yield {"framework": framework} | arrays(case)


def arrays(value: Any) -> Any:
    """The same with arrays for lists of numbers."""
    if isinstance(value, dict):
        return {name: arrays(part) for name, part in value.items()}
    if isinstance(value, list) and value and not isinstance(value[0], dict) and not isinstance(value[0], list):
        return np.array(value)
    if isinstance(value, list):
        try:
            return np.array(value, dtype=np.float64)
        except (TypeError, ValueError):
            return [arrays(part) for part in value]
    return value


def name_of(case: Case) -> str:
    """For the report of a test."""
    return f"{case['framework']}-{case['name']}"


def reordered(blocks: np.ndarray, order: str, wanted: tuple[str, ...] = GATES) -> np.ndarray:
    """Row blocks that stand in the framework's ``order``, in the engine's."""
    parts = dict(zip(order, np.split(blocks, len(order)), strict=True))
    return np.concatenate([parts[gate] for gate in wanted])


def params_of(case: Case, order: str | None = None) -> LSTMParams | RNNParams:
    """The case's weights; ``order`` reads the blocks in another order than the framework's."""
    if case["kind"] == "rnn":
        return RNNParams(case["W_x"], case["W_h"], case["b"], case["activation"])
    order = order or case["order"]
    W_x, W_h, b = (reordered(case[name], order) for name in ("W_x", "W_h", "b"))
    p = None
    if "p" in case:
        p = reordered(case["p"], "".join(gate for gate in order if gate != "g"), GATES[:3]).reshape(3, -1)
    variant = case.get("variant", "standard")
    if variant == "no-forget":  # what stands in the block of a gate that is not there must not matter
        W_x, W_h, b = (swapped(a, "f", a, "i") for a in (W_x, W_h, b))
    if case["framework"] == "onnxruntime" and variant == "coupled":
        W_x, W_h, b, p = (None if a is None else negated_input_as_forget(a) for a in (W_x, W_h, b, p))
    return LSTMParams(W_x, W_h, b, p, variant)


def negated_input_as_forget(blocks: np.ndarray) -> np.ndarray:
    """ONNX couples as f = 1 − σ(z_i), the engine as i = 1 − σ(z_f): the same cell with z_f = −z_i, as 1 − σ(z) = σ(−z).

    ONNX's unused block of f goes to i, where it must not matter either.
    """
    return swapped(swapped(blocks, "i", blocks, "f"), "f", -blocks, "i")


def swapped(blocks: np.ndarray, gate: str, other: np.ndarray, its: str) -> np.ndarray:
    """``blocks`` (in the engine's order; p has three) with the block ``its`` of ``other`` in the place of ``gate``."""
    order = GATES[: 3 if blocks.ndim == 2 and len(blocks) == 3 else 4]
    parts = dict(zip(order, np.split(blocks, len(order)), strict=True))
    parts[gate] = np.split(other, len(order))[order.index(its)]
    return np.concatenate([parts[name] for name in order])


def discrepancies(engine: Engine, case: Case, params: LSTMParams | RNNParams | None = None) -> dict[str, float]:
    """How far ``engine`` is from the case, in units of what is allowed: above 1 is wrong. NaN counts as infinite."""
    params = params or params_of(case)
    cell = engine.lstm if case["kind"] == "lstm" else engine.rnn
    states = {name: case[name] for name in ("h0", "c0") if name in case}
    trace = cell.forward(params, case["x"], **states)
    found = {"h": absolute(trace["h"], case["h"])}
    if "c" in case:
        found["c"] = absolute(trace["c"], case["c"])
    if "c_T" in case:
        found["c_T"] = absolute(trace["c"][-1], case["c_T"])
    found = {name: error / FORWARD[case["framework"]] for name, error in found.items()}
    if "gradients" in case:
        seen = {name: case[name] for name in ("dh", "dc") if name in case}
        grad = cell.backward(trace, **seen)
        ours = {name: getattr(grad.weights(), name) for name in ("W_x", "W_h", "b")}
        ours |= {"x": grad["x"], "h0": grad.dh0, "c0": grad.dc0, "h": grad.dh, "c": grad.dc}
        for name, theirs in case["gradients"].items():
            if case["kind"] == "lstm" and name in ("W_x", "W_h", "b"):
                theirs = reordered(theirs, case["order"])
            found[f"dL/d{name}"] = relative(ours[name], theirs) / GRADIENT
    return {name: error if error == error else np.inf for name, error in found.items()}


def absolute(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Largest absolute difference."""
    assert ours.shape == theirs.shape
    return float(np.abs(ours - theirs).max())


def relative(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Largest difference relative to the largest of ``theirs``."""
    return absolute(ours, theirs) / max(float(np.abs(theirs).max()), 1e-300)
