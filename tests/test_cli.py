"""The command line: its languages, its exit codes, and one clear line for every mistake."""

import ast
import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from lstm_tui import __version__, cli
from lstm_tui.cli import FORMATS, LANGUAGES, language, parse, parser
from lstm_tui.errors import LstmTuiError
from lstm_tui.step import prepare
from lstm_tui.strings import LANGUAGES as CATALOGUES
from lstm_tui.strings import catalogue, text
from tests.conftest import CHECKOUT, Run, environment

STORY = "John is tall . Jane is kind . __"
STORY_KO = "철수는 키가 크다. 영희는 친절하다. __"
WRONG = {
    "unknown_command": ["bogus"],
    "unknown_option": ["step", "--bogus"],
    "extra_argument": ["models", "one", "two"],
    "missing_value": ["step", "--model"],
    "needless_value": ["step", "--plain=1"],
    "unknown_language": ["step", "--lang", "fr"],
    "one_format": ["step", "--plain", "--json"],
    "no_terminal": ["step"],
    "no_recipe": ["train"],
    "not_a_seed": ["train", "pronoun-en", "--seed", "-1"],
    "unknown_recipe": ["train", "bogus"],
    "blank_inside": ["step", "So I speak ___ fluently.", "--plain"],
    "empty_text": ["step", " __ ", "--plain"],
    "too_long": ["step", "john " * 10_001, "--plain"],
    "unknown_word": ["step", "Jonh is tall .", "--plain"],
    "unknown_model": ["models", "bogus"],
    "bad_weights": ["step", "--model", "./none.npz", "--plain"],
    "clamp_syntax": ["step", "--plain", "--clamp", "f"],
    "set_syntax": ["step", "--plain", "--set", "f=1"],
    "replace_syntax": ["step", "--plain", "--replace", "Jane"],
    "no_number": ["step", "--plain", "--clamp", "f=nan"],
    "overflow": ["step", "--plain", "--set", "W_y[0,0]=1.7e308", "--set", "W_y[0,1]=1.7e308", "--clamp", "h=1"],
    "no_part": ["step", "--plain", "--off", "bogus"],
    "no_quantity": ["step", "--plain", "--clamp", "q=1"],
    "out_of_range": ["step", "--plain", "--clamp", "f=1.5"],
    "no_unit": ["step", "--plain", "--clamp", "f[99]=1"],
    "no_token": ["step", "--plain", "--clamp", "f@Nobody=1"],
    "no_position": ["step", "--plain", "--clamp", "f@99=1"],
    "no_weight": ["step", "--plain", "--set", "W_qq[0,0]=1"],
    "weight_index": ["step", "--plain", "--set", "b_f[99]=1"],
    "no_screen": ["step", "--svg", "x.svg", "--plain"],
    "no_place": ["step", "--svg", "x.svg", "--at", "=1"],
    "unknown_shell": ["completion", "csh"],
    "file": ["train", "pronoun-1", "--out", "no/such/folder/x.npz"],
}
"""A command line for each mistake, by the key of its line."""
ELSEWHERE = {"usage", "output", "not_utf8", "unknown_theme", "shipped_file", "out_exists"} | {
    f"bad_{fault}" for fault in ("config", "key_name", "key_value")
}
"""Mistakes with a test of their own, here or with what raises them."""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", WRONG)
def test_a_mistake_is_one_line_and_exit_code_2(key: str, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every wrong command line is answered in the chosen language, on standard error, without a traceback."""
    assert cli.run([*WRONG[key], "--lang", lang] if key != "unknown_language" else WRONG[key]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("lstm-tui: ")
    assert said.err.count("\n") == 1
    opening = catalogue("en" if key == "unknown_language" else lang)[f"error.{key}"].partition("{")[0]
    assert said.err.removeprefix("lstm-tui: ").startswith(opening)


def raised() -> dict[str, set[str]]:
    """Every key of an error that the source raises, with the names of its values."""
    found: dict[str, set[str]] = {}
    for path in (CHECKOUT / "lstm_tui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "LstmTuiError"
            if named and node.args and isinstance(node.args[0], ast.Constant):
                found.setdefault(node.args[0].value, set()).update(k.arg for k in node.keywords if k.arg)
    return found | {"unknown_command": {"word", "known"}, "unknown_word": {"word", "known", "model"}} | {
        key: found.get(key, {"word", "help"}) for key in ("unknown_option", "extra_argument")
    } | {key: {"option"} for key in ("needless_value", "missing_value")}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_error_that_is_raised_has_its_line_and_every_line_its_values(lang: str) -> None:
    """No mistake is without words, and no words wait for a value that nobody gives."""
    lines = {key.removeprefix("error."): line for key, line in catalogue(lang).items() if key.startswith("error.")}
    keys = raised()
    assert keys.keys() == lines.keys()
    for key, line in lines.items():
        assert {field for _, field, _, _ in Formatter().parse(line) if field} <= keys[key], key


def test_every_error_is_tried() -> None:
    """The list of mistakes above is complete."""
    assert WRONG.keys() | ELSEWHERE == raised().keys()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", ["", "step", "train", "models", "doctor", "completion"])
def test_help_names_every_flag(command: str, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`--help` is written by hand in both languages, and forgets nothing that the parser knows."""
    assert cli.run([*filter(None, [command]), "--help", "--lang", lang]) == 0
    said = capsys.readouterr().out
    top = parser()
    room = next(a.choices for a in top._actions if a.dest == "command")[command] if command else top
    flags = {flag for action in room._actions for flag in action.option_strings}
    assert [flag for flag in flags if flag not in said] == []
    assert max(map(cell_len, said.splitlines())) <= 80


@pytest.mark.parametrize(
    ("argv", "environ", "expected"),
    [
        ([], {}, "en"),
        ([], {"LANG": "ko_KR.UTF-8"}, "ko"),
        ([], {"LANG": "ko_KR.UTF-8", "LC_MESSAGES": "en_US"}, "en"),
        ([], {"LANG": "en_US", "LC_MESSAGES": "en_US", "LC_ALL": "ko"}, "ko"),
        ([], {"LANG": "ko_KR", "LC_ALL": ""}, "ko"),
        ([], {"LANG": "C"}, "en"),
        ([], {"LANG": "de_DE.UTF-8"}, "en"),
        (["--lang", "ko", "models"], {"LANG": "en_US"}, "ko"),
        (["models", "--lang=ko"], {}, "ko"),
        (["models", "--lang"], {"LANG": "ko_KR"}, "ko"),
        (["models", "--lang", "fr"], {"LANG": "ko_KR"}, "ko"),
    ],
)
def test_the_language_is_the_flag_s_or_the_locale_s(argv: list[str], environ: dict[str, str], expected: str) -> None:
    """`--lang` counts wherever it stands; LC_ALL beats LC_MESSAGES beats LANG; everything else is English."""
    assert language(argv, environ) == expected


def test_the_languages_of_the_command_line_are_those_of_the_catalogues() -> None:
    """The command line does not load the catalogues to know which there are."""
    assert LANGUAGES == CATALOGUES


def test_flags_stand_before_or_after_the_command() -> None:
    """`--lang` and the flags of the screen mean the same in both places."""
    for argv in (["--lang", "ko", "--theme", "light", "step"], ["step", "--lang", "ko", "--theme", "light"]):
        args = parse(argv)
        assert (args.lang, args.theme) == ("ko", "light")


def test_a_sentence_needs_no_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    """Words after `step` are one text."""
    assert cli.run(["step", "--json", "John", "is", "tall", "."]) == 0
    assert json.loads(capsys.readouterr().out)["tokens"] == ["John", "is", "tall", "."]


def test_the_version_is_the_package_s(lstm_tui: Run) -> None:
    """`--version` prints one line."""
    assert lstm_tui("--version").stdout == f"lstm-tui {__version__}\n"


def test_korean_in_single_letters_is_the_same_text(lstm_tui: Run) -> None:
    """What a Mac's file system or an old editor takes apart (NFD) is read like what a keyboard types."""
    apart = unicodedata.normalize("NFD", STORY_KO)
    assert apart != STORY_KO
    assert lstm_tui("step", apart, "--json").stdout == lstm_tui("step", STORY_KO, "--json").stdout != ""


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("env", [{"LANG": "C"}, {"LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}])
def test_korean_works_under_the_c_locale(lstm_tui: Run, env: dict[str, str], form: str) -> None:
    """A terminal without Korean letters gets \\uXXXX; nothing crashes."""
    done = lstm_tui("step", "--model", "pronoun-ko", "--lang", "ko", f"--{form}", env=env)
    assert (done.returncode, done.stderr) == (0, "")
    if form == "json":
        assert json.loads(done.stdout)["tokens"][0] == "철수"


def test_standard_input_implies_plain(lstm_tui: Run) -> None:
    """`step -` reads the text from a pipe and prints the walk as sentences."""
    piped = lstm_tui("step", "-", stdin=STORY)
    assert (piped.returncode, piped.stderr) == (0, "")
    assert piped.stdout == lstm_tui("step", STORY, "--plain").stdout


def test_standard_input_may_choose_its_format(lstm_tui: Run) -> None:
    """`step - --json` is JSON."""
    assert json.loads(lstm_tui("step", "-", "--json", stdin=STORY).stdout)["model"] == "pronoun-en"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_text_that_is_no_utf_8_is_told_how_to_become_it(lang: str, tmp_path: Path) -> None:
    """A file in the old Korean encoding is a user's mistake, not a crash."""
    command = [sys.executable, "-m", "lstm_tui", "step", "-", "--lang", lang]
    done = subprocess.run(command, input=STORY_KO.encode("cp949"), capture_output=True, env=environment(), cwd=tmp_path)
    assert done.returncode == 2
    assert text(lang, "error.not_utf8") in done.stderr.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise there")
@pytest.mark.parametrize("arguments", [("step", "--csv"), ("step", "--plain"), ("models",)])
def test_a_closed_pipe_is_quiet(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """Whoever reads only the first line hears no complaint."""
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "lstm_tui", *arguments]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, env=environment(), cwd=tmp_path)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", ["--version", "models", "step --json"])
def test_a_full_disk_is_one_line(command: str, lang: str, tmp_path: Path) -> None:
    """Output that cannot be written is told once, without a traceback."""
    line = [sys.executable, "-m", "lstm_tui", *command.split(), "--lang", lang]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, env=environment(), cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.decode().startswith("lstm-tui: " + catalogue(lang)["error.output"].partition("{")[0])
    assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's way of closing streams")
@pytest.mark.parametrize("stream", ["<&-", ">&-", "2>&-"])
@pytest.mark.parametrize("command", ["models", "step --json", "step", "doctor"])
def test_a_closed_stream_is_no_crash(command: str, stream: str, tmp_path: Path) -> None:
    """A scheduler that gives no streams gets the same exit codes."""
    line = f"{sys.executable} -m lstm_tui {command} {stream}"
    done = subprocess.run(["sh", "-c", line], capture_output=True, stdin=subprocess.DEVNULL, env=environment(), cwd=tmp_path)
    assert done.returncode == (2 if command == "step" else 0)
    assert b"Traceback" not in done.stderr


def test_an_interrupt_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+C is no traceback."""
    from lstm_tui.__main__ import main

    def interrupted(_argv: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "run", interrupted)
    assert main(["models"]) == 130


def test_what_the_user_typed_cannot_command_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """An error line repeats the user's text without its control characters, and not all of a long one."""
    assert cli.run(["step", "\x1b[31mred\x07 " + "x" * 500, "--plain"]) == 2
    assert cli.run(["bogus\x1b]0;title\x07", "--lang", "ko"]) == 2
    said = capsys.readouterr().err
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", said)
    assert cli.run(["models", "x" * 500]) == 2
    assert "x" * 100 not in capsys.readouterr().err


def test_a_list_that_is_too_long_is_cut_between_its_names() -> None:
    """Half a name would be taken for a whole one."""
    names = [f"name-{n}" for n in range(200)]
    *shown, rest = str(cli.visible(", ".join(names))).split(", ")
    assert rest == "…" and shown == names[: len(shown)] and len(shown) > 10
    assert cli.visible("name-1, name-2") == "name-1, name-2"


@pytest.mark.parametrize(
    ("given_text", "flags", "model"),
    [
        (STORY, [], "pronoun-en"),
        (STORY_KO, [], "pronoun-ko"),
        (STORY_KO, ["--lang", "en", "--model", "pronoun"], "pronoun-ko"),
        (STORY, ["--lang", "ko", "--model", "pronoun-rnn"], "pronoun-rnn-en"),
        (STORY, ["--model", "pronoun-1-en"], "pronoun-1-en"),
    ],
)
def test_the_text_finds_its_model(
    given_text: str, flags: list[str], model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A Korean text needs no flag in English, nor an English one in Korean."""
    assert cli.run(["step", given_text, "--json", *flags]) == 0
    assert json.loads(capsys.readouterr().out)["model"] == model


PIECES = "John is tall . , Jane? kind 철수는 키가 크다 영희 __ ___ ! JOHN the weather's \u200b \x00 ㅋㅋ 😀".split(" ")


def told_in_both_languages(error: LstmTuiError) -> bool:
    """Whether the error has its one line, without control characters, in every language."""
    values = {name: cli.visible(value) for name, value in error.values.items()}
    return all(text(lang, f"error.{error.key}", **values).isprintable() for lang in LANGUAGES)


@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES)).map(" ".join), st.sampled_from(LANGUAGES))
@example("\ud800", "en")
@example("{word} %s \\N{DASH}", "ko")
def test_any_text_runs_or_gives_the_clear_error(typed: str, lang: str) -> None:
    """Whatever can be typed is either walked or answered by a line that exists in both languages."""
    try:
        walk = prepare(None, typed, lang)
    except LstmTuiError as error:
        assert told_in_both_languages(error)
    else:
        assert len(walk.run().trace) == len(walk.tokens) > 0


SPECS = {
    "clamp": r"(f|i|g|o|c|h|z_f|x|y)(\[\d{1,2}\])?(@(\d{1,2}|Jane|john|\.)(#\d)?)?=-?\d(\.\d+|e9|e400)?",
    "set": r"(W_xf|W_hg|b_i|W_y|b_y|W_x|p_f)\[\d{1,2}(,\d{1,2}){0,2}\]=-?\d(\.\d+|e9|e400)?",
    "replace": r"@(\d{1,2}|Jane|john)(#\d)?=(Mary|tom|Zorro|\.)",
    "off": "(forget|input|output|candidate|recurrence| forget|everything)",
}
CHANGES = st.one_of(
    *(st.tuples(st.just(kind), st.from_regex(spec, fullmatch=True) | st.text(max_size=12)) for kind, spec in SPECS.items())
)


@given(st.sampled_from(["pronoun-en", "pronoun-1-en", "pronoun-rnn-en"]), st.lists(CHANGES, min_size=1, max_size=3))
def test_any_change_runs_or_gives_the_clear_error(model: str, changes: list[tuple[str, str]]) -> None:
    """Whatever stands behind --clamp, --set, --replace and --off is either done or answered by a clear line."""
    try:
        run = prepare(model, STORY, "en", changes).run()
    except LstmTuiError as error:
        assert told_in_both_languages(error)
    else:
        assert len(run.interventions) == len(changes)


@given(st.lists(st.sampled_from([*FORMATS, "step", "--plain", "-h", "--", "-", "--lang", "ko", "--clamp", "=", "x"])))
def test_any_arguments_are_parsed_or_give_the_clear_error(argv: list[str]) -> None:
    """No order of arguments ends in anything but a namespace or a user's mistake."""
    try:
        parse(argv)
    except LstmTuiError as error:
        for lang in LANGUAGES:
            assert text(lang, f"error.{error.key}", **error.values)
