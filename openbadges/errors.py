"""The errors of this library. Everything it raises on purpose is an OpenBadgesError."""


class OpenBadgesError(Exception):
    """Any failure this library reports by raising."""


class ContextsChanged(OpenBadgesError):
    """The pinned JSON-LD contexts are not the ones we reviewed: nothing may be signed or verified.

    Raised when openbadgeslib was upgraded and its copies differ from the digests in `contexts`.
    """


class KeyUnusable(OpenBadgesError):
    """A key that cannot be read, or not of the kind that the operation needs."""


class DocumentRefused(OpenBadgesError):
    """A document that must not be signed, or a builder was given what no document may say."""


class ImageRefused(OpenBadgesError):
    """An image that cannot carry a credential, or carries none, or is too big to look at."""


class NotFound(OpenBadgesError):
    """For a `resolve` callable to raise: the address answers, and there is nothing there."""
