"""Reusable voices made from clips."""
