"""People, teams, roles and provider accounts."""
