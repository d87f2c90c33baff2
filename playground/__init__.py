"""Playground: expressions built by hand, their gradients, and networks made of them."""

__version__ = "0.1.0"
