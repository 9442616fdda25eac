"""What a command says instead of doing half of it."""


class Refused(Exception):
    """A sentence for whoever runs the service: what is wrong, and what to do."""
