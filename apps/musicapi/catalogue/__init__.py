"""What the provider offers, at which price and within which limits, by date."""

from .book import Availability, Catalogue, Feature, Limits, Model, Pool, Price
from .loader import load_catalogue

__all__ = [
    "Availability",
    "Catalogue",
    "Feature",
    "Limits",
    "Model",
    "Pool",
    "Price",
    "load_catalogue",
]
