"""Rows for tests: minimal defaults, nothing random."""
