"""The whole picture, read as text: it is as large as asked, and says what a learner needs."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from lstm_tui.stage.layout import Content, pages, turn
from lstm_tui.stage.palette import THEMES, palette
from lstm_tui.stage.picture import picture, too_small
from lstm_tui.stage.view import NOTATIONS, ZOOMS, Size, View
from lstm_tui.tape import PHASES, Setup, forward_tape
from tests.walks import blank, compared, model, walk

WALKS = {
    ("en", "lstm"): walk("en"),
    ("ko", "lstm"): walk("ko"),
    ("en", "rnn"): walk("en", kind="rnn"),
    ("ko", "wide"): walk("ko", units=20),
    ("en", "wide"): walk("en", units=40),
    ("ko", "twelve"): walk("ko", units=12),
    ("en", "changed"): compared("en"),
    ("ko", "changed"): compared("ko"),
    ("en", "changed rnn"): compared("en", kind="rnn", change="h[0]@1=1"),
    ("en", "one"): walk("en", units=1),
    ("en", "blank"): blank("en"),
}
DARK = palette("dark")
sizes = st.builds(Size, st.integers(1, 210), st.integers(1, 65))


def shown(tape, t: int, phase: str, size: tuple[int, int] = (80, 24), **view: object) -> str:
    return picture(tape[tape.index(t, phase)], View(**view), Size(*size), DARK).text


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(sorted(WALKS)),
    st.integers(0, 10_000),
    st.builds(
        View,
        lang=st.sampled_from(["en", "ko"]),
        unit=st.none() | st.integers(0, 30),
        page=st.sampled_from([None, "gates", "words", "f", "nowhere"]),
        help=st.booleans(),
        zoom=st.sampled_from(ZOOMS),
        quantity=st.sampled_from([None, "c", "f", "h", "x", "kept", "tanh_c", "nothing"]),
        choice=st.integers(0, 30),
        rnn=st.booleans(),
        notation=st.sampled_from(NOTATIONS),
        panel=st.sampled_from([None, "f", "c", "h", "words", "x"]),
    ),
    sizes,
    st.sampled_from(THEMES),
    st.booleans(),
)
def test_every_line_is_as_wide_as_the_picture(name, index, view, size, theme, ascii_only):
    tape = WALKS[name]
    drawn = picture(tape[index % len(tape)], view, size, palette(theme, ascii_only))
    assert len(drawn.lines) == size.rows
    assert {sum(cell_len(text) for text, _ in line) for line in drawn.lines} == {size.columns}


@given(sizes, st.sampled_from(["en", "ko"]))
def test_a_small_terminal_is_told_kindly_in_its_own_size(size, lang):
    drawn = too_small(lang, size, DARK)
    assert [sum(cell_len(text) for text, _ in line) for line in drawn.lines] == [size.columns] * size.rows


@settings(deadline=None)
@given(st.sampled_from(sorted(WALKS)), st.integers(0, 10_000), sizes, st.sampled_from(ZOOMS), st.booleans())
def test_regions_stand_inside_the_picture(name, index, size, zoom, rnn):
    tape = WALKS[name]
    size = Size(max(size.columns, 40), max(size.rows, 12))
    for region in picture(tape[index % len(tape)], View(zoom=zoom, rnn=rnn), size, DARK).regions:
        assert 0 <= region.row < size.rows - 1
        assert region.column >= 0 and region.column + region.width <= size.columns


def test_the_region_of_a_token_covers_its_text():
    drawn = picture(WALKS["ko", "lstm"][0], View(lang="ko"), Size(80, 24), DARK)
    lines = drawn.text.split("\n")
    tokens = [region for region in drawn.regions if region.quantity is None]
    assert len(tokens) == 10
    assert tokens[0].width == cell_len("철수")
    assert lines[tokens[0].row].strip().startswith("철수는 키가 크다. 영희가 왔다.")


def test_the_same_frame_view_size_and_palette_give_the_same_picture():
    frame = WALKS["en", "lstm"][9]
    assert picture(frame, View(), Size(80, 24), DARK) == picture(frame, View(), Size(80, 24), DARK)


def test_a_gate_panel_shows_unit_bar_number_and_word():
    tape = WALKS["en", "lstm"]
    drawn = shown(tape, 4, "f")
    for unit, value in enumerate(tape[tape.index(4, "f")].values("f")):
        word = ("shut", "half", "open")[min(int(value * 3), 2)]
        assert re.search(rf"│ [▸ ]{unit} .{{8,9}} {value:.2f} {word} │", drawn)


def test_what_this_phase_has_not_computed_is_hidden():
    tape = WALKS["en", "lstm"]
    i = f"{tape[tape.index(4, 'i')].values('i')[2]:.2f}"
    rows = [line.split("│")[3] for line in shown(tape, 4, "f").split("\n") if "│  2 " in line]
    assert "·" in rows[0] and i not in rows[0]
    rows = [line.split("│")[3] for line in shown(tape, 4, "i").split("\n") if "│  2 " in line]
    assert i in rows[0]


def test_values_computed_now_are_bright_and_earlier_ones_dim():
    tape = WALKS["en", "lstm"]
    drawn = picture(tape[tape.index(4, "i")], View(), Size(80, 24), DARK)
    inks = {ink for line in drawn.lines for _, ink in line}
    assert DARK.ink("gate") in inks
    assert DARK.ink("gate.dim") in inks


def test_the_cell_panel_shows_the_old_memory_until_the_new_one_is_computed():
    tape = WALKS["en", "lstm"]
    old = tape[tape.index(4, "f")].values("c_prev")[1]
    before, after = (shown(tape, 4, phase, (120, 40)) for phase in ("g", "c"))
    assert "Cₜ₋₁ a word ago" in before and f"{abs(old):.2f}" in before
    assert "C cell state" in after and "┃ one word before" in after


def test_the_bound_of_the_cell_is_printed_and_covers_the_whole_walk():
    tape = WALKS["en", "lstm"]
    peak = abs(tape.run.trace["c"]).max()
    bound = float(re.search(r"C cell state ─+ ±([\d.]+)", shown(tape, 4, "c"))[1])
    assert bound / 2 <= peak <= bound


def test_the_title_tells_how_the_weights_came_about():
    title = shown(WALKS["en", "lstm"], 0, "x").split("\n")[0]
    assert "random-en · trained · gate cost" in title
    assert "random-ko · 학습 안 됨 " in shown(WALKS["ko", "lstm"], 0, "x", lang="ko")


def test_what_was_changed_is_named_beside_the_model():
    text = "John is tall. Jane came over."
    run = model("en").run(text, ("f@Jane=1", "i[4]@Jane=0"))
    tape = forward_tape(run, Setup("random-en", text, ("f@Jane=1", "i[4]@Jane=0")))
    assert "changed: f@Jane=1, i[4]@Jane=0" in shown(tape, 0, "x", (120, 40))
    narrow = shown(tape, 0, "x").split("\n")[0]
    assert "changed: f@Jane=1" in narrow and narrow.endswith("… word 1/8 ")


def test_the_answer_fills_the_blank_at_the_last_frame_alone():
    tape = WALKS["en", "lstm"]
    last = len(tape.tokens) - 1
    word = tape[len(tape) - 1].words(1)[0][0]
    assert shown(tape, last, "h").split("\n")[3].rstrip().endswith("over. __")
    assert shown(tape, last, "y").split("\n")[3].rstrip().endswith(f"over. {word}")


def test_the_formula_stands_with_the_numbers_of_the_selected_unit():
    tape = WALKS["en", "lstm"]
    frame = tape[tape.index(4, "c")]
    f, c_prev, i, g, c = (frame.values(name)[3] for name in ("f", "c_prev", "i", "g", "c"))
    numbers = f"{f:.2f} × {c_prev:+.2f} + {i:.2f} × {g:+.2f} ≈ {c:+.2f}".replace("-", "−")
    drawn = shown(tape, 4, "c", unit=3)
    assert "Cₜ = fₜ ∘ Cₜ₋₁ + iₜ ∘ gₜ" in drawn
    assert f"unit 3: {numbers}" in drawn


@pytest.mark.parametrize("size", [(80, 24), (97, 33), (120, 40), (200, 60)])
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_eight_units_and_eight_words_fit_every_screen(size, lang):
    tape = WALKS["en", "lstm"]
    for phase in "fgcoh":
        units = re.findall(r"│ [▸ ](\d) ", shown(tape, 4, phase, size, lang=lang))
        assert set(units) == set("01234567")
    drawn = shown(tape, 4, "y", size, lang=lang)
    best = tape[tape.index(4, "y")].words(8)
    assert len([word for word, p in best if re.search(rf"│ {re.escape(word)} .*{p:.2f} │", drawn)]) == 8


def test_the_unit_that_carries_the_answer_is_selected_until_another_is():
    full = model("en")
    noted = replace(full, meta={**full.meta, "notes": {"unit": 5}}).run("John is tall.")
    tape = forward_tape(noted, Setup("noted", "John is tall."))
    assert "▸5 " in shown(tape, 1, "f") and "unit 5:" in shown(tape, 1, "f")
    assert "▸2 " in shown(tape, 1, "f", unit=2)


def test_more_than_sixteen_units_are_tiles_and_the_selected_one_a_bar():
    tape = WALKS["ko", "wide"]
    value = tape[tape.index(3, "f")].values("f")[19]
    drawn = shown(tape, 3, "f", (80, 24), unit=19)
    assert re.search(rf"│ ▸19 .*{value:.2f} \w+ │", drawn) and re.search(r"│ +0 ( \S| {2}){4}", drawn)
    regions = picture(tape[tape.index(3, "f")], View(), Size(80, 24), DARK).regions
    assert {region.unit for region in regions if region.quantity == "f"} == set(range(20))


def test_a_large_panel_shows_its_units_as_bars_around_the_selected_one():
    drawn = shown(WALKS["ko", "wide"], 3, "f", (80, 24), unit=19, panel="f")
    assert "▸19 " in drawn and "│   0 " not in drawn and "forget gate" in drawn and "input gate ─" not in drawn
    assert re.search(r"\d+ more", drawn)


def test_while_the_numbers_are_on_their_way_tokens_and_keys_are_there():
    drawn = shown(WALKS["en", "blank"], 0, "x")
    assert "John is tall. Jane came over. __" in drawn
    assert "fetching the numbers" in drawn
    assert "← → step" in drawn


def test_ascii_pictures_of_english_hold_ascii_alone():
    views = [View(help=1), *(View(zoom=zoom, rnn=rnn) for zoom in ZOOMS for rnn in (False, True))]
    for tape in (WALKS["en", "lstm"], WALKS["en", "changed"], WALKS["en", "wide"]):
        for phase in PHASES:
            frame = tape[tape.index(4, phase)]
            for view in views:
                drawn = picture(frame, view, Size(160, 50), palette("dark", True)).text
                assert set(filter(lambda c: not c.isascii(), drawn)) == set()


def test_tab_is_offered_only_where_panels_fold():
    tape = WALKS["en", "lstm"]
    assert "Tab" in shown(tape, 0, "f") and "Tab" not in shown(tape, 0, "f", (120, 40))


@given(sizes, st.sampled_from(PHASES), st.integers(1, 20), st.integers(2, 50), st.booleans(), st.booleans())
def test_turning_all_pages_comes_back_to_the_page_of_the_phase(size, phase, units, words, beside, changed):
    content = Content(PHASES, units, words, beside, None, changed)
    page = None
    seen = set()
    for _ in pages(size, content):
        seen.add(page)
        page = turn(size, content, phase, page, 1)
    assert page is None
    assert len(seen) == len(pages(size, content))


def test_a_single_unit_leaves_the_words_their_rows():
    drawn = shown(WALKS["en", "one"], 4, "y", (120, 40))
    assert len(re.findall(r"│ \S+ .* \d\.\d\d │ *$", drawn, re.M)) >= 8


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_sentences_of_the_phases_fit_one_line_at_80_columns(lang):
    for kind in ("lstm", "rnn"):
        tape = WALKS["en", kind]
        for phase in tape.phases:
            drawn = shown(tape, 2, phase, lang=lang)
            assert "…" not in drawn.split("\n")[7]


def test_help_names_every_key_of_the_bottom_line():
    tape = WALKS["en", "lstm"]
    keys = shown(tape, 0, "x", (160, 50)).split("\n")[-1]
    help_text = shown(tape, 0, "x", (160, 50), help=True)
    for key in ("→", "←", "PgDn", "PgUp", "↑", "↓", "Home", "End", "F6", "F9", "?", "q"):
        assert key in keys and key in help_text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_change_is_listed_with_the_answer_before_and_after(size):
    tape = WALKS["en", "changed"]
    last = len(tape.tokens) - 1
    before, after = (
        next(pair for pair in run.model.outputs and words if pair[0] in ("he", "she"))
        for run, words in (
            (tape.baseline, tape[len(tape) - 1].baseline_words(12, last)),
            (tape.run, tape[len(tape) - 1].words(12, last)),
        )
    )
    line = shown(tape, 0, "x", size).split("\n")[1]
    assert re.match(r" changed:  1 f@4=1 ", line)
    assert f"answer {before[0]} {before[1]:.2f} → {after[0]} {after[1]:.2f}" in line


def test_each_changed_value_has_its_ghost_and_its_difference():
    tape = WALKS["en", "changed"]
    frame = tape[tape.index(4, "f")]
    drawn = shown(tape, 4, "f")
    assert "0–1  Δ" in drawn and "┃ without the change" in drawn
    for unit, (new, old) in enumerate(zip(frame.values("f"), frame.baseline_values("f"), strict=True)):
        row = re.search(rf"│ [▸ ]{unit} (.{{8}}) {new:.2f} (.....) │", drawn)
        assert row[2].strip() == (f"{new - old:+.2f}".replace("-", "−") if abs(new - old) >= 0.005 else "")
        assert ("┃" in row[1]) == (abs(new - old) >= 0.005)


def test_before_the_change_nothing_differs():
    drawn = shown(WALKS["en", "changed"], 3, "f")
    assert "┃" not in drawn.split("changed")[1]


def test_a_held_value_is_not_said_to_be_computed():
    drawn = shown(WALKS["en", "changed"], 4, "f", unit=2)
    assert "unit 2: held at 1.00" in drawn and "unit 2: σ(" in shown(WALKS["en", "lstm"], 4, "f", unit=2)


@pytest.mark.parametrize("size", [(60, 20), (80, 12), (80, 24), (120, 40)])
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_plain_rnn_stands_beside(size, lang):
    tape = WALKS["en", "changed"]
    page = {60: "rnn_h"}.get(size[0]) or ("beside" if size[1] == 12 else None)
    drawn = shown(tape, 4, "h", size, lang=lang, rnn=True, page=page)
    assert ("of the RNN" if lang == "en" else "RNN의") in drawn
    frame = tape[tape.index(4, "h")]
    values = [f"{value:+.2f}".replace("-", "−") for value in frame.beside_values("h")]
    if size in ((60, 20), (120, 40)):
        assert all(value in drawn for value in values[:3])
    assert frame.tape.beside.model.name in drawn or size[0] < 100


def test_without_a_plain_rnn_the_title_says_so():
    drawn = shown(WALKS["en", "lstm"], 4, "h", (120, 40), rnn=True)
    assert "no plain RNN knows this task" in drawn and "of the RNN" not in drawn


@pytest.mark.parametrize("panel", ["x", "h_prev", "f", "kept", "c", "tanh_c", "h", "words"])
def test_a_panel_opens_over_the_whole_width(panel):
    tape = WALKS["en", "lstm"]
    lines = shown(tape, 4, "y", (80, 24), panel=panel).split("\n")
    top = next(line for line in lines if "╭" in line)
    assert top.count("╭") == 1 and cell_len(top.rstrip()) == 79 and "Tab" not in lines[-1]


@pytest.mark.parametrize("size", [(120, 40), (160, 50), (200, 60)])
def test_spare_rows_show_the_history_up_to_this_step(size):
    tape = WALKS["en", "lstm"]
    drawn = shown(tape, 4, "c", size)
    assert "C cell state, word by word" in drawn
    rows = [line for line in drawn.split("\n") if "··" in line]
    assert len(rows) >= 8
    assert "word by word" not in shown(tape, 4, "c", (80, 24))
