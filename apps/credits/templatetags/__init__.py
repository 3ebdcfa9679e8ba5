"""Words of templates about credits."""
