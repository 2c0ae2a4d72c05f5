"""The tape: any moment of a walk is an index, and going back is as exact as going on."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_tui.engine.model import Run
from lstm_tui.tape import PHASES, RNN_PHASES, Frame, Position, Setup, Tape, blank_tape, forward_tape
from tests.conftest import CHECKOUT, environment
from tests.engine.making import model

TEXT = "John is tall . Jane is kind ."
MODELS = {"lstm": model(), "rnn": model("rnn"), "coupled": model(variant="coupled"), "1997": model(variant="no-forget")}
RUNS: dict[str, Run] = {name: one.run(TEXT) for name, one in MODELS.items()}
TAPES = {name: forward_tape(run, Setup(name, TEXT)) for name, run in RUNS.items()}
tapes = st.sampled_from(list(TAPES.values()))


def content(frame: Frame) -> tuple[object, ...]:
    """All that a frame shows."""
    table = frame.run.model.table
    values = tuple((q, frame.known(q), frame.values(q), frame.previous(q)) for q in table)
    return frame.index, frame.t, frame.phase, frame.tokens, values, frame.words(2), frame.answers()


@given(tapes, st.data())
def test_seeking_is_as_many_steps(tape: Tape, data: st.DataObject) -> None:
    """The frame at k is what k steps from the start lead to, token by token and phase by phase."""
    k = data.draw(st.integers(0, len(tape) - 1))
    t, phase = 0, 0
    for _ in range(k):
        phase += 1
        if phase == len(tape.phases):
            t, phase = t + 1, 0
    frame = tape[k]
    assert (frame.index, frame.t, frame.phase) == (k, t, tape.phases[phase])


@given(tapes, st.data())
def test_index_and_phase_name_the_same_moment(tape: Tape, data: st.DataObject) -> None:
    """From the index to (token, phase) and back."""
    k = data.draw(st.integers(0, len(tape) - 1))
    assert tape.index(tape[k].t, tape[k].phase) == k
    t, phase = data.draw(st.integers(0, len(tape.tokens) - 1)), data.draw(st.sampled_from(tape.phases))
    frame = tape[tape.index(t, phase)]
    assert (frame.t, frame.phase) == (t, phase)


@given(tapes, st.data())
def test_back_after_forward_is_the_identical_picture(tape: Tape, data: st.DataObject) -> None:
    """Whatever was visited in between, in whatever order."""
    k = data.draw(st.integers(0, len(tape) - 1))
    before = content(tape[k])
    for other in data.draw(st.lists(st.integers(0, len(tape) - 1), max_size=5)):
        content(tape[other])
    assert content(tape[k]) == before


@pytest.mark.parametrize("name", TAPES)
def test_a_frame_shows_the_numbers_of_the_trace(name: str) -> None:
    """Every quantity of the table, at every step, digit for digit; the step before as the ghost."""
    tape, run = TAPES[name], RUNS[name]
    assert len(tape) == len(run.tokens) * len(tape.phases)
    for k in range(len(tape)):
        frame = tape[k]
        for quantity in run.model.table:
            assert frame.values(quantity) == tuple(run.value(quantity, frame.t).tolist())
            if frame.t:
                assert frame.previous(quantity) == tuple(run.value(quantity, frame.t - 1).tolist())
            else:
                assert not any(frame.previous(quantity)) and len(frame.previous(quantity)) == len(frame.values(quantity))


@pytest.mark.parametrize("name", TAPES)
def test_what_is_known_grows_by_phase_and_starts_anew_at_the_next_token(name: str) -> None:
    """At the last phase all is known, at the first only what the step is given."""
    tape = TAPES[name]
    table = tape.run.model.table
    for k in range(len(tape)):
        frame = tape[k]
        known = {quantity for quantity in table if frame.known(quantity)}
        if frame.phase == tape.phases[-1]:
            assert known == set(table)
        if frame.phase == "x":
            assert known == {"x", "h_prev", "c_prev"} & set(table)
        if k + 1 < len(tape) and tape[k + 1].t == frame.t:
            assert known < {quantity for quantity in table if tape[k + 1].known(quantity)}
        assert not frame.known("nothing")


def test_the_phases_of_the_walk() -> None:
    """Seven and the output for an LSTM, three for a plain RNN."""
    assert PHASES == TAPES["lstm"].phases == TAPES["coupled"].phases == tuple("xfigcohy")
    assert RNN_PHASES == TAPES["rnn"].phases == tuple("xhy")


def test_words_come_by_probability_and_answers_in_their_order() -> None:
    """Probabilities are those of the run and sum to 1."""
    frame = TAPES["lstm"][len(TAPES["lstm"]) - 1]
    words = frame.words(2)
    assert words[0][1] >= words[1][1] and sum(p for _, p in words) == pytest.approx(1, abs=1e-15)
    assert [word for word, _ in frame.answers()] == ["he", "she"] and dict(frame.answers()) == dict(words)
    assert len(frame.words(1)) == 1 and frame.words(1, t=0) != frame.words(1, t=4)


@pytest.mark.parametrize("name", TAPES)
def test_there_is_nothing_beyond_the_ends(name: str) -> None:
    """IndexError and ValueError; the nearest index is that of the end."""
    tape = TAPES[name]
    for k in (-1, len(tape)):
        with pytest.raises(IndexError):
            tape[k]
    for t in (-1, len(tape.tokens)):
        with pytest.raises(IndexError):
            tape.index(t, "x")
    with pytest.raises(ValueError, match="tuple"):
        tape.index(0, "q")
    assert (tape.clamp(-5), tape.clamp(3), tape.clamp(10**6)) == (0, 3, len(tape) - 1)


def test_before_the_numbers_are_there_the_walk_is_the_same_but_empty() -> None:
    """Tokens, phases and indices as later; no values, nothing known."""
    later, kinds = TAPES["lstm"], {"lstm": PHASES, "rnn": RNN_PHASES}
    for kind, phases in kinds.items():
        blank = blank_tape(Setup(kind, TEXT), later.tokens, kind)
        assert blank.phases == phases and len(blank) == len(TAPES[kind])
        frame = blank[len(blank) - 1]
        assert frame.run is None and not frame.known("f") and frame.tokens == later.tokens
        assert frame.values("f") == frame.previous("f") == frame.words(3) == frame.answers() == ()


@given(st.text(), st.text(), st.lists(st.text()).map(tuple), st.integers())
def test_setups_are_equal_when_their_digests_are(name: str, text: str, changes: tuple[str, ...], seed: int) -> None:
    """Every field counts; the digest is short and printable."""
    one, same = Setup(name, text, changes, seed), Setup(name, text, changes, seed)
    assert one == same and hash(one) == hash(same) and one.digest == same.digest and len(one.digest) == 16
    others = (Setup(name + "x", text, changes, seed), Setup(name, text + "x", changes, seed))
    others += (Setup(name, text, (*changes, "x"), seed), Setup(name, text, changes, seed + 1))
    assert len({one.digest, *(other.digest for other in others)}) == 5


def test_a_setup_has_the_same_digest_in_any_process() -> None:
    """Not that of Python's own hash, which changes from process to process."""
    setup = Setup("pronoun-ko", "철수는 키가 크다.", ("f@철수=1",), 3)
    code = f"from lstm_tui.tape import Setup; print(Setup('pronoun-ko', {setup.text!r}, ('f@철수=1',), 3).digest)"
    for seed in ("0", "1"):
        env = environment(PYTHONHASHSEED=seed, PYTHONUTF8="1")
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, env=env, cwd=CHECKOUT, check=True
        )
        assert done.stdout.strip() == setup.digest


def test_a_tape_needs_no_numpy() -> None:
    """The first paint comes before NumPy is imported."""
    code = "import sys, json, lstm_tui.tape; print(json.dumps('numpy' in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment(), cwd=CHECKOUT, check=True
    )
    assert json.loads(done.stdout) is False


def test_a_position_is_a_value() -> None:
    """What is stored or sent is compared by content."""
    assert Position("l", "s", "d", 1, "f") == Position("l", "s", "d", 1, "f") != Position("l", "s", "d", 1, "i")


def test_a_walk_may_have_companions() -> None:
    """The run without the changes and the plain RNN give their own numbers at the same places; without them, nothing."""
    changed = MODELS["lstm"].run(TEXT, ("f@Jane=1",))
    setup = Setup("lstm", TEXT, ("f@Jane=1",))
    frame = forward_tape(changed, setup, RUNS["lstm"], RUNS["rnn"])[36]
    assert frame.baseline_values("c") == tuple(RUNS["lstm"].value("c", frame.t).tolist()) != frame.values("c")
    assert frame.beside_values("h", 2) == tuple(RUNS["rnn"].value("h", 2).tolist())
    assert frame.baseline_words(1)[0][0] == RUNS["lstm"].answer(frame.t)[0]
    assert frame.beside_words(1)[0][0] == RUNS["rnn"].answer(frame.t)[0]
    other = frame.beside
    assert other is not None and other.t == frame.t and other.values("h") == frame.beside_values("h")
    assert (frame.phase, other.phase) == ("c", "x")
    alone = forward_tape(changed, setup)[36]
    assert alone.beside is None
    assert alone.baseline_values("c") == alone.beside_values("h") == alone.baseline_words(2) == alone.beside_words(2) == ()


def test_a_held_value_is_known_as_such() -> None:
    """At its token and unit alone."""
    frame = forward_tape(MODELS["lstm"].run(TEXT, ("f[1]@Jane=1",)), Setup("lstm", TEXT, ("f[1]@Jane=1",)))[33]
    assert [frame.held("f", unit) for unit in range(3)] == [False, True, False]
    assert not frame.held("f", 1, 2) and not frame.held("i", 1) and not TAPES["lstm"][33].held("f", 1)


def test_a_companion_reads_the_same_tokens() -> None:
    """Another text is no comparison."""
    with pytest.raises(ValueError, match="3 tokens beside one of 8"):
        forward_tape(RUNS["lstm"], Setup("lstm", TEXT), MODELS["lstm"].run("John is tall"))


@pytest.mark.parametrize("name", ["lstm", "coupled", "1997"])
def test_the_parts_of_the_memory_sum_to_it(name: str) -> None:
    """What each token owns of C, at every step; weighed for the answer they are never negative."""
    tape = TAPES[name]
    for k in range(0, len(tape), 5):
        frame = tape[k]
        for unit in range(3):
            assert len(frame.parts(unit)) == frame.t + 1
            assert sum(frame.parts(unit)) == pytest.approx(frame.values("c")[unit], abs=1e-12)
        assert min(frame.parts(None)) >= 0
    assert TAPES["rnn"][0].parts(0) == ()


def test_what_is_retained_is_the_engines_figure() -> None:
    """The weight of a unit is |W_y[he] − W_y[she]|."""
    from lstm_tui.engine.memory import retained_for_answer

    run, frame = RUNS["lstm"], TAPES["lstm"][4 * 8 + 2]
    weight = abs(run.model.head.W_y[0] - run.model.head.W_y[1])
    assert frame.retained(0) == retained_for_answer(run.trace, weight, 0, 4)
    with pytest.raises(ValueError, match="before"):
        frame.retained(4)


def test_a_frame_hands_on_the_arithmetic_of_the_engine() -> None:
    """At this step or another one; None without numbers."""
    frame = TAPES["lstm"][35]
    assert frame.arithmetic("f", 1).value == frame.values("f")[1]
    assert frame.arithmetic("f", 1, 0).value == frame.values("f", 0)[1]
    assert blank_tape(Setup("lstm", TEXT), frame.tokens)[0].arithmetic("f", 1) is None
