"""Clips, takes, ratings and lineage."""
