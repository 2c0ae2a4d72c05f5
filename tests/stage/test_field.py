"""The line that is typed: what the keys do to it, and that its cursor is always in sight."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from lstm_tui.charts.cells import width
from lstm_tui.stage.field import EDITS, LONGEST, Field, field_line, filled

lines = st.text(st.sampled_from("aZ 철수는한_.=[0]@#"), max_size=60)
fields = st.builds(lambda text, at: Field(text, at % (len(text) + 1)), lines, st.integers(0, 99))


def after(field: Field, *keys: str) -> Field:
    for key in keys:
        field = field.pressed(key)
    return field


def test_keys_edit_as_everywhere():
    said = filled("one two")
    assert after(said, "left", "backspace") == Field("one to", 5)
    assert after(said, "home", "delete") == Field("ne two", 0)
    assert after(said, "ctrl+w") == Field("one ", 4)
    assert after(said, "ctrl+w", "ctrl+w") == Field("", 0)
    assert after(said, "left", "left", "ctrl+u") == Field("wo", 0)
    assert after(said, "ctrl+a", "right", "ctrl+k") == Field("o", 1)
    assert after(said, "home", "backspace", "left", "end", "right", "delete") == said
    assert said.pressed("f3") is None


@given(fields, lines)
def test_what_is_typed_stands_before_the_cursor(field, said):
    typed = field.typed(said)
    assert typed.text == field.text[: field.at] + said + field.text[field.at :]
    assert typed.at == field.at + len(said)


def test_a_paste_is_one_line_without_anything_a_terminal_obeys():
    assert Field().typed("a\nb\x1b[2J").text == "a b [2J"
    assert len(Field().typed("a" * 9999).text) == LONGEST


def test_single_korean_letters_become_syllables():
    assert Field().typed("\u1112\u1161\u11ab").text == "한"


@given(fields, st.sampled_from(sorted(EDITS)))
def test_no_key_leaves_the_line(field, key):
    edited = field.pressed(key)
    assert 0 <= edited.at <= len(edited.text) <= len(field.text)


@given(fields, st.integers(8, 40))
def test_the_cursor_is_in_sight_on_the_character_it_stands_before(field, cells):
    line, column = field_line(field, cells, "…")
    assert width(line) == cells and 0 <= column < cells
    under = next(text for text, role in line if role == "~lit")
    assert under == (field.text[field.at : field.at + 1] or " ")
    before = line[0][0] if line[0][1] == "lit" and field.at else ""
    assert cell_len(before) == column and column + cell_len(under) <= cells
