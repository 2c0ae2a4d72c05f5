"""The engine gives what PyTorch, Keras and onnxruntime gave, without any of them being installed."""

import json
from types import SimpleNamespace

import pytest

from lstm_tui.engine import lstm, rnn
from tests.engine.goldens import FOLDER, FORWARD, Case, cases, discrepancies, name_of, params_of

ENGINE = SimpleNamespace(lstm=lstm, rnn=rnn)


@pytest.mark.parametrize("case", list(cases("lstm", "rnn")), ids=name_of)
def test_engine_gives_what_the_frameworks_gave(case: Case) -> None:
    """h and C within 1e-14 (onnxruntime, float32: 1e-6); every gradient within 1e-12 of its largest value."""
    found = discrepancies(ENGINE, case)
    assert max(found.values()) <= 1, found


def test_the_cell_of_1997_is_the_standard_one_with_its_forget_gate_wide_open() -> None:
    """The golden case has σ(1000) = 1 for f: both the variant and the standard cell give it."""
    (case,) = (case for case in cases("lstm") if case.get("variant") == "no-forget")
    standard = params_of(case | {"variant": "standard"})
    assert max(discrepancies(ENGINE, case, standard).values()) <= 1


@pytest.mark.parametrize("framework", FORWARD)
def test_golden_files_say_where_they_come_from(framework: str) -> None:
    """Versions and seed stand in the file, and the file is small."""
    path = FOLDER / f"{framework}.json"
    head = json.loads(path.read_text())
    assert head["framework"] == framework and head["seed"] and {framework, "numpy"} <= head["versions"].keys()
    assert path.stat().st_size < 65_000


def test_goldens_exercise_every_variant_and_state() -> None:
    """Gates, peepholes, coupled gates, 1997, initial states, batches and all three activations are in the set."""
    found = list(cases("lstm", "rnn", "stack"))
    assert {case.get("variant", "standard") for case in found} == {"standard", "no-forget", "coupled"}
    assert {case.get("activation") for case in found} == {None, "tanh", "relu", "linear"}
    assert any("p" in case for case in found) and any(case["x"].shape[2] > 1 for case in found)
    assert any(case["h0"].any() for case in found) and any(not case["h0"].any() for case in found)
