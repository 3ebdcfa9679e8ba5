"""A singing voice of our own: phones on a time line, a vocal tract, and air through it."""
