"""Weights files: a NumPy archive without pickle, whose member ``meta`` is JSON, so that it is read without NumPy too."""

import json
import struct
import zipfile
import zlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
        with zipfile.ZipFile(path) as archive:
            if damaged := archive.testzip():
                raise ValueError(f"{damaged} is damaged")
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
_TABLES = ("recipe", "notes", "train", "held_out", "versions")


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
    if not all(gap.isdecimal() and isinstance(share, float | int) for gap, share in (meta.get("held_out") or {}).items()):
        raise ValueError("its held_out is not a share of right answers by gap")
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
    path to an .npz file; None takes the first default whose vocabulary covers the text, else the one that knows most of
    it. Raises LstmTuiError "unknown_model".
    """
    if name and (name.endswith(".npz") or "/" in name):
        return Path(name)
    if name in shipped():
        return shipped()[name]
    languages = (lang, *(code for code in ("en", "ko") if code != lang))
    bases = DEFAULTS if name is None else (name,)
    fitting = [shipped()[n] for base in bases for code in languages if (n := f"{base}-{code}") in shipped()]
    if not fitting:
        raise LstmTuiError("unknown_model", name=name or DEFAULTS[0], known=", ".join(shipped()))
    vocabs = {path: Vocab(tuple(read_meta(path)["words"])) for path in fitting}
    return next((p for p in fitting if vocabs[p].knows(text)), max(fitting, key=lambda p: vocabs[p].known(text)))
