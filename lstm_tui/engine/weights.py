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
        if not isinstance(meta, dict) or not {"name", "kind", "words", "outputs"} <= meta.keys():
            raise ValueError("its meta does not describe a model")
        if meta["kind"] not in ("lstm", "rnn"):
            raise ValueError(f"its kind is {meta['kind']!r}, neither 'lstm' nor 'rnn'")
        for entry in ("words", "outputs"):
            if len(set(map(str, meta[entry]))) < len(meta[entry]):
                raise ValueError(f"its {entry} are not all different")
        if not set(meta.get("answers", ())) <= set(meta["outputs"]):
            raise ValueError("its answers are not among its outputs")
        return meta
    except UNREADABLE as error:
        raise LstmTuiError("bad_weights", path=path, why=_reason(error)) from error


def _reason(error: Exception) -> str:
    """One line of what went wrong."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).strip("'").splitlines()[0] if str(error) else type(error).__name__


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
