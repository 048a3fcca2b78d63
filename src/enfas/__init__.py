"""Enfas: an open single-phase smart electricity meter in software."""

__all__ = ["__version__"]

__version__ = "0.1.0"
