"""Codecs and link machines, sans-I/O. Each knows neither the others nor the meter."""
