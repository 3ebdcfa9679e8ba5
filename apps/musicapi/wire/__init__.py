"""The provider's protocol without any I/O.

Requests become (method, path, JSON); answers (status, headers, bytes) become our frozen dataclasses
or one of our errors. Their words are translated here and nowhere else. Source: CONTRACT.md of
November 2026, sections 1 to 7 and 12.
"""
