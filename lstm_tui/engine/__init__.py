"""The LSTM itself, in NumPy and nothing else: no screen, no clock, no language.

Nothing is imported here, so that the parts that need no NumPy (``quantities``, ``vocab``) stay quick to import.
"""
