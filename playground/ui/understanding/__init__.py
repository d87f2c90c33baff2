"""Stepping through both passes, quiz, checks, plots and descent, beside the canvas."""
