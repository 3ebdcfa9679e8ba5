"""Reads across apps: what pages show (`pages`), what machines ask for (`health`)."""
