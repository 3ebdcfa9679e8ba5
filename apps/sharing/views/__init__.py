"""HTTP of sharing."""
