"""Our own copy of every file."""
