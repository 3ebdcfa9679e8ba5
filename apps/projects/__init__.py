"""Songs in the making."""
