"""Work from the terminal."""
