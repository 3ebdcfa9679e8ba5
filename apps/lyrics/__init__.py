"""Lyric sheets and their versions."""
