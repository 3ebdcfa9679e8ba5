"""Tags and filters for every template: `{% load look %}`."""
