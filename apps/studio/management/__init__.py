"""Commands, and what they stand on."""
