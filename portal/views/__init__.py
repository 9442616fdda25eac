"""The front hall's doors, by who comes through them."""
