"""Separated parts of clips."""
