"""An LSTM in the terminal: really trained, walked token by token, forwards and backwards."""

__version__ = "0.1.0"
