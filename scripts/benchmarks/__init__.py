"""The sections of ``scripts/bench.py``, a module each."""
