"""The append-only book of credits."""
