"""The apps of the studio, and the sandbox beside them."""
