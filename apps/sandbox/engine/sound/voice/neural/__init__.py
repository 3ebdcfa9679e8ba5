"""A singing voice from a neural model of speech: a score drives it, WORLD puts it on pitch.

An extra (`make singer`): without its packages and pieces the formant voice sings. How it works
and how it was measured is told in docs/sandbox.md.
"""
