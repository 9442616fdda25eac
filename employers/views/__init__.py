"""The doors of the supply side, by who comes through them."""
