"""The one exception for what the user can mend; it stands before everything else and imports nothing."""


class LstmTuiError(ValueError):
    """A user's mistake: the command line prints one line and exits with code 2.

    `key` names a line of the `[error]` section in `strings/*.toml`; `values` fill its `{placeholders}`.
    The words are found where the language is known, so `str()` shows the key and the values.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.key}: {details}" if details else self.key

    def __reduce__(self) -> tuple[object, ...]:
        """A job in another process raises it too, so it survives pickling with its values."""
        return _rebuild, (type(self), self.key, self.values)


def _rebuild(kind: type[LstmTuiError], key: str, values: dict[str, object]) -> LstmTuiError:
    return kind(key, **values)
