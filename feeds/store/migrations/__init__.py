"""The steps from an empty database to the tables as they are, and from one version to the next."""
