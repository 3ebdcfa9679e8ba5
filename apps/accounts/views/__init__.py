"""Pages about people and teams: `teams`, their `provider` account, and `people` themselves."""
