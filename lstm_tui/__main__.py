"""The door: `lstm-tui` and `python -m lstm_tui`."""

import os
import sys

SETTINGS = {
    # Our matrices are small: BLAS threads cost more than they bring, and slow numpy's import.
    "OPENBLAS_NUM_THREADS": "1",
    # Kitty's report-all-keys breaks Hangul input; Textual reads this once, when it is imported.
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
}


def main(argv: list[str] | None = None) -> int:
    """Run one command; its exit code: 0 fine, 1 faults found, 2 the user's mistake, 130 interrupted."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    for stream, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, stream) is None:  # the shell closed it: `lstm-tui models >&-`
            setattr(sys, stream, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))
    try:
        from lstm_tui.cli import run

        return run(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
