"""GNN9 Feeds: wire copy in, the house's own feeds out."""

__version__ = "0.1.0"
