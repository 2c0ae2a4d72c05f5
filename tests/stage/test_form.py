"""Forms at every size and in both languages: exactly as wide as the screen, the chosen row and the cursor in sight."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_tui.charts.cells import plain, width
from lstm_tui.charts.glyphs import ASCII, UNICODE
from lstm_tui.stage.field import filled
from lstm_tui.stage.form import Form, draw_form
from lstm_tui.stage.view import Size

KEYS = (("Enter", "keep"), ("Esc", "close"))
rows = st.lists(st.tuples(st.text("F0123", min_size=1, max_size=4), st.text("ab 철수", max_size=80)), max_size=30)
sizes = st.builds(Size, st.integers(60, 200), st.integers(20, 60))


@given(sizes, rows, st.text("철a ", max_size=200), st.sampled_from([UNICODE, ASCII]), st.sampled_from(["en", "ko"]))
def test_every_line_is_as_wide_as_the_screen(size, rows, note, glyphs, lang):
    form = Form("제목 title", filled("철수는"), tuple(rows), 0 if rows else None, note, note, KEYS)
    drawn = draw_form(form, lang, size, glyphs)
    assert {width(line) for line in drawn.lines} == {size.columns}
    assert len(drawn.lines) <= size.rows


@given(st.integers(1, 30), st.integers(0, 29))
def test_the_chosen_row_is_in_sight(count, chosen):
    chosen %= count
    form = Form("t", None, tuple((str(n), f"row-{n}-") for n in range(count)), chosen, keys=KEYS)
    shown = [plain(line) for line in draw_form(form, "en", Size(60, 20), UNICODE).lines]
    assert sum(f"▸ {chosen}" in line and f"row-{chosen}-" in line for line in shown) == 1


def test_the_cursor_stands_where_the_next_character_will():
    drawn = draw_form(Form("t", filled("철수a"), keys=KEYS), "ko", Size(60, 20), UNICODE)
    column, row = drawn.cursor
    assert plain(drawn.lines[row]).startswith(" │ ▸ 철수a ")
    assert column == len(" │ ▸ ") + 5


def test_a_mere_note_has_no_frame_and_no_keys():
    drawn = draw_form(Form("", note="Saved: x"), "en", Size(60, 20), UNICODE)
    assert [plain(line).rstrip() for line in drawn.lines] == [" Saved: x"]


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_ascii_forms_have_no_symbols(lang):
    form = Form("t", filled("a"), (("↑↓ Esc", "f∘C…"),), 0, "— no", keys=(("1 … 9", "lift"), ("↑↓", "slide")))
    words = "".join(plain(line) for line in draw_form(form, lang, Size(60, 20), ASCII).lines)
    assert not set(words) & set("↑↓…▸│─╭∘")
