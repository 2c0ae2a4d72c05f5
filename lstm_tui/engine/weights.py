"""Weights files: a NumPy archive without pickle, whose member ``meta`` is JSON, so that it is read without NumPy too."""

import json
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import name as letter_name
from unicodedata import normalize

from lstm_tui.engine.vocab import Vocab
from lstm_tui.errors import LstmTuiError

if TYPE_CHECKING:
    from lstm_tui.engine.model import Model

MODELS = Path(__file__).parent.parent / "models"
UNREADABLE = (
    *(OSError, EOFError, MemoryError, zipfile.BadZipFile, zlib.error, struct.error),
    *(KeyError, IndexError, ValueError, TypeError, SyntaxError),
    RuntimeError,  # what zipfile says of a compression it does not know or of a password
)
"""All that reading a damaged or foreign archive may raise."""
_LOOKED_AT = 1000
"""Characters of a text that tell its script."""
DEFAULTS = ("pronoun", "place-lstm")
"""The models that are tried, in this order, where none is asked for."""


def save(path: Path, model: "Model") -> None:
    """Writes ``model`` to ``path``, completely or not at all."""
    import numpy as np

    meta = dict(model.meta) | _description(model)
    blob = np.frombuffer(json.dumps(meta, ensure_ascii=False, sort_keys=True).encode(), dtype=np.uint8)
    arrays = model.cell.arrays() | model.head.arrays()
    unfinished = path.with_name(f".{path.name}.part")
    with unfinished.open("wb") as file:
        np.savez(file, meta=blob, **arrays)  # type: ignore[arg-type]
    unfinished.replace(path)


def _description(model: "Model") -> dict[str, Any]:
    """What the arrays alone do not say, and what is said without reading them."""
    from lstm_tui.engine.params import LSTMParams

    cell = model.cell
    shape = {"variant": cell.variant} if isinstance(cell, LSTMParams) else {"activation": cell.activation}
    sizes = {"H": cell.H, "D": cell.D, "V": len(model.outputs), "parameters": cell.parameters + model.head.parameters}
    words = {"words": list(model.vocab.words), "outputs": list(model.outputs)}
    return {"name": model.name, "kind": model.kind, **shape, **sizes, **words}


def load(path: Path) -> "Model":
    """The model in ``path``. Raises LstmTuiError "bad_weights" for a file that is missing, truncated, foreign or unfit."""
    from tokenize import TokenError  # of a header that is no Python literal

    import numpy as np

    from lstm_tui.engine.model import Model
    from lstm_tui.engine.params import Head, LSTMParams, RNNParams

    meta = read_meta(path)
    try:
        with np.load(path, allow_pickle=False) as file:
            found = {name: file[name] for name in file.files if name != "meta"}
        if missing := [name for name in ("W_x", "W_h", "b", "W_y", "b_y") if name not in found]:
            raise ValueError(f"it has no {', '.join(missing)}")
        W_x, W_h, b = found["W_x"], found["W_h"], found["b"]
        cell: LSTMParams | RNNParams
        if meta["kind"] == "lstm":
            cell = LSTMParams(W_x, W_h, b, found.get("p"), meta.get("variant", "standard"))
        else:
            cell = RNNParams(W_x, W_h, b, meta.get("activation", "tanh"))
        head, vocab = Head(found["W_y"], found["b_y"]), Vocab(tuple(meta["words"]))
        return Model(meta["name"], cell, head, vocab, tuple(meta["outputs"]), meta)
    except (*UNREADABLE, TokenError) as error:
        raise LstmTuiError("bad_weights", path=path, why=_reason(error)) from error


def read_meta(path: Path) -> dict[str, Any]:
    """What a weights file says of itself, without NumPy. Raises LstmTuiError "bad_weights"."""
    try:
        with zipfile.ZipFile(path) as file:
            raw = file.read("meta.npy")
        if raw[:6] != b"\x93NUMPY":
            raise ValueError("its meta is no NumPy array")
        size = struct.unpack_from("<H", raw, 8)[0] if raw[6] == 1 else struct.unpack_from("<I", raw, 8)[0]
        meta = json.loads(raw[(10 if raw[6] == 1 else 12) + size :])
        _check(meta)
        return meta  # type: ignore[no-any-return]
    except UNREADABLE as error:
        raise LstmTuiError("bad_weights", path=path, why=_reason(error)) from error


_ONE_OF = {"kind": ("lstm", "rnn"), "language": ("en", "ko"), "label": ("trained", "hand-set", "untrained")}
_TABLES = ("recipe", "notes", "train", "held_out", "held_out_stories", "versions")
_NUMBERS = {
    "": ("H", "D", "V", "parameters", "seed", "updates", "seconds"),
    "recipe": ("updates", "batch", "lr", "clip", "cost_from", "cost_to"),
    "train": ("accuracy", "loss"),
    "held_out_stories": ("each",),
    "notes": ("share", "f_new", "f_elsewhere", "i_name", "i_elsewhere", "i_place", "i_other_places", "f_mean"),
}
"""By table ("": meta itself), what must be a number where it is there."""


def _check(meta: object) -> None:
    """Raises ValueError where ``meta`` lacks what a model needs, or where an entry is not what the program says it with:
    a file may come from anybody, and its words are printed on a terminal."""
    if not isinstance(meta, dict) or not {"name", "kind", "words", "outputs"} <= meta.keys():
        raise ValueError("its meta does not describe a model")
    for entry, allowed in _ONE_OF.items():
        if meta.get(entry, allowed[0]) not in allowed:
            raise ValueError(f"its {entry} is {meta[entry]!r}, not one of {', '.join(allowed)}")
    if wrong := [entry for entry in _TABLES if not isinstance(meta.get(entry) or {}, dict)]:
        raise ValueError(f"its {wrong[0]} is no table")
    if not all(gap.isdecimal() and _is_number(share) for gap, share in (meta.get("held_out") or {}).items()):
        raise ValueError("its held_out is not a share of right answers by gap")
    _check_figures(meta)
    for entry in ("words", "outputs", "answers"):
        words = meta.get(entry, [])
        if not isinstance(words, list) or not all(_is_shown(word) for word in words):
            raise ValueError(f"its {entry} are not a list of words")
        if len(set(words)) < len(words):
            raise ValueError(f"its {entry} are not all different")
    if not (_is_shown(meta["name"]) and _is_shown(meta.get("example", meta["name"]))):
        raise ValueError("its name or its example is not printable text")
    if not set(meta.get("answers", ())) <= set(meta["outputs"]):
        raise ValueError("its answers are not among its outputs")


def _check_figures(meta: dict[str, Any]) -> None:
    """Raises ValueError where a figure that the program tells is no number, or any text is not printable."""
    for table, entries in _NUMBERS.items():
        figures = (meta.get(table) or {}) if table else {name: value for name, value in meta.items() if value is not None}
        if wrong := [entry for entry in entries if entry in figures and not _is_number(figures[entry])]:
            raise ValueError(f"its {f'{table}.' if table else ''}{wrong[0]} is no number")
    cost = (meta.get("recipe") or {}).get("gate_cost")
    if cost is not None and not (isinstance(cost, list) and len(cost) == 2 and all(map(_is_number, cost))):
        raise ValueError("its recipe.gate_cost is not two numbers")
    retained = (meta.get("notes") or {}).get("retained") or {}
    if not (isinstance(retained, dict) and all(map(_is_number, retained.values()))):
        raise ValueError("its notes.retained is not a share by label")
    if not all(text.isprintable() for text in _texts(meta)):
        raise ValueError("it holds text that is not printable")


def _texts(value: object) -> Iterator[str]:
    """Every text in ``value``, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in (*value, *value.values()) if isinstance(value, dict) else value:
            yield from _texts(part)


def _is_number(value: object) -> bool:
    return isinstance(value, float | int) and not isinstance(value, bool)


def _is_shown(word: object) -> bool:
    """Whether a terminal can show it and will not obey it."""
    return isinstance(word, str) and bool(word) and word.isprintable()


def _reason(error: Exception) -> str:
    """One line of what went wrong."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    said = str(error.args[0] if isinstance(error, KeyError) and error.args else error)  # a KeyError would quote itself
    return said.splitlines()[0] if said else type(error).__name__


@cache
def shipped() -> dict[str, Path]:
    """The models that come with the program: name to file."""
    return {path.stem: path for path in sorted(MODELS.glob("*.npz"))}


def choose(name: str | None, text: str, lang: str) -> Path:
    """The weights file to walk through ``text`` with.

    ``name`` is a shipped name, one without its language (which the text then decides, ``lang`` where both would do), or a
    path to an .npz file; None takes the first default whose vocabulary covers the text. Where none does, it is the one
    that knows most of its words, and the one in the script of the text where several know as many. Raises LstmTuiError
    "unknown_model".
    """
    if name and (name.endswith(".npz") or "/" in name):
        return Path(name)
    if name in shipped():
        return shipped()[name]
    languages = (lang, *(code for code in ("en", "ko") if code != lang))
    bases = DEFAULTS if name is None else (name,)
    fitting = [shipped()[n] for base in bases for code in languages if (n := f"{base}-{code}") in shipped()]
    if not fitting:
        raise LstmTuiError("unknown_model", name=name or DEFAULTS[0], known=suggested(str(name), shipped()))
    metas = {path: read_meta(path) for path in fitting}
    vocabs = {path: Vocab(tuple(meta["words"])) for path, meta in metas.items()}

    def likeness(path: Path) -> tuple[int, bool]:
        return vocabs[path].known(text), metas[path].get("language") == script(text)

    return next((path for path in fitting if vocabs[path].knows(text)), max(fitting, key=likeness))


def script(text: str) -> str | None:
    """The language that most letters of ``text`` are written in, "ko" for Hangul and "en" for Latin; None for neither."""
    letters = [letter_name(c, "").partition(" ")[0] for c in normalize("NFC", text[:_LOOKED_AT]) if c.isalpha()]
    hangul, latin = letters.count("HANGUL"), letters.count("LATIN")
    return None if hangul == latin else "ko" if hangul > latin else "en"


def suggested(name: str, names: Collection[str]) -> str:
    """The names most like ``name``; all of them where none is like it, each said once and without its language."""
    stems = dict.fromkeys(each.removesuffix("-en").removesuffix("-ko") for each in names)
    return ", ".join(get_close_matches(name, [*stems, *names], n=3, cutoff=0.5) or stems)
