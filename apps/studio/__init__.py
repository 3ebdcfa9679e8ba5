"""Pages that show many apps together."""
