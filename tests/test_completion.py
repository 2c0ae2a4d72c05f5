"""Shell completion knows what the parser knows; in bash it is tried for real."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lstm_tui import cli
from lstm_tui.completion import SHELLS
from lstm_tui.engine.intervene import PARTS
from lstm_tui.engine.weights import shipped

BASH = shutil.which("bash")


def script(shell: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert cli.run(["completion", shell]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_flag_and_model_is_in_it(shell, capsys):
    said = script(shell, capsys)
    top = cli.parser()
    below = next(action.choices for action in top._actions if action.dest == "command")
    flags = {flag for room in (top, *below.values()) for action in room._actions for flag in action.option_strings}
    names = {flag.removeprefix("--") for flag in flags if flag.startswith("--")} | set(below) | set(shipped())
    assert [name for name in names if name not in said] == []


def test_the_parts_that_can_be_off_are_those_of_the_engine():
    assert tuple(PARTS) == cli.PARTS


@pytest.mark.skipif(BASH is None, reason="no bash here")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["st"], ["step"]),
        (["step", "--the"], ["--theme"]),
        (["step", "--theme", "li"], ["light"]),
        (["step", "--lang", ""], ["en", "ko"]),
        (["--lang", "ko", "mod"], ["models"]),
        (["step", "text", "--model", "pronoun-1"], ["pronoun-1-en", "pronoun-1-ko"]),
        (["step", "--off", "re"], ["recurrence"]),
        (["models", "place-lstm"], ["place-lstm-en", "place-lstm-ko"]),
        (["completion", "b"], ["bash"]),
        (["train", "--svg"], []),
        (["step", "--svg", "pict"], ["picture.svg"]),
    ],
)
def test_bash_completes(words, expected, capsys, tmp_path: Path):
    (tmp_path / "picture.svg").write_text("")
    line = " ".join(f"'{word}'" for word in ["lstm-tui", *words])
    ask = f'COMP_WORDS=({line}); COMP_CWORD={len(words)}; _lstm_tui; printf "%s\\n" "${{COMPREPLY[@]}}"'
    program = f'{script("bash", capsys)}\n{ask}'
    done = subprocess.run([BASH, "--norc", "-c", program], capture_output=True, text=True, cwd=tmp_path)
    assert done.stderr == "" and done.stdout.split() == expected


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_can_read_their_script(shell, capsys):
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"no {shell} here")
    done = subprocess.run([program, "-n"], input=script(shell, capsys), capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_it_is_made_without_numpy_or_a_screen():
    code = "import sys; from lstm_tui.cli import run; run(['completion', 'bash']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert not {"numpy", "textual"} & set(done.stderr.split())
