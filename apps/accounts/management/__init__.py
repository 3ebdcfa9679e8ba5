"""Commands for whoever runs the studio."""
