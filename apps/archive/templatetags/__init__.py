"""Drawings for every template: `{% load waveform %}`."""
