"""What every app stands on: the base model, `respond`, `DomainError`, shared template tags."""
