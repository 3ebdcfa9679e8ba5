"""Links for people outside of the team."""
