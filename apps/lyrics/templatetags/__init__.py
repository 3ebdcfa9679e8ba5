"""How words stand in templates."""
