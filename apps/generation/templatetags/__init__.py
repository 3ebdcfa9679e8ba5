"""Template words of generation."""
