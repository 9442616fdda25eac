"""Facts of the demand side."""

from dataclasses import dataclass

from core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class EoiSubmitted(Event):
    """An interest was sent; unconfirmed where the address is yet to be proven."""

    eoi_id: int


@dataclass(frozen=True, kw_only=True)
class EoiSentAgain(Event):
    """An address that is yet to be proven was sent once more: nobody is written to again.

    It is told so that a second send takes the time of a first: who waits learns nothing.
    """

    eoi_id: int


@dataclass(frozen=True, kw_only=True)
class EoiConfirmed(Event):
    """The address is proven, or staff confirmed it by voice."""

    eoi_id: int


@dataclass(frozen=True, kw_only=True)
class EoiReminded(Event):
    """Four hours without a confirmation."""

    eoi_id: int


@dataclass(frozen=True, kw_only=True)
class EoiWithdrawn(Event):
    """The student took it back."""

    eoi_id: int


@dataclass(frozen=True, kw_only=True)
class CodeResent(Event):
    """Somebody asked for the letter with the code again."""

    eoi_id: int


@dataclass(frozen=True, kw_only=True)
class ErasureAsked(Event):
    """A student asked that everything kept about her be deleted."""

    erasure_id: int


@dataclass(frozen=True, kw_only=True)
class LoginChangeAsked(Event):
    """A student wants to sign in with another address, which is yet to be proven."""

    change_id: int


@dataclass(frozen=True, kw_only=True)
class LoginChanged(Event):
    """Another address lets her in from now on."""

    change_id: int


@dataclass(frozen=True, kw_only=True)
class CorrectionAsked(Event):
    """A student says that something in the records is wrong."""

    correction_id: int


@dataclass(frozen=True, kw_only=True)
class CorrectionSettled(Event):
    """Staff said what became of it."""

    correction_id: int
