"""The HTTP endpoints under /api/v1, one module per family of the contract."""
