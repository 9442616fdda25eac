"""Moments, money and lists as a person reads them, in the zone of the place."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

from core.languages import priced

SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$", "CAD": "CA$", "AUD": "A$"}


def local(moment: datetime, zone: str) -> datetime:
    """``moment`` as clocks in ``zone`` show it."""
    return moment.astimezone(ZoneInfo(zone))


def day(moment: datetime, zone: str) -> str:
    """“Wednesday 18 March”."""
    return formats.date_format(local(moment, zone), "l j F")


def hour(moment: datetime, zone: str) -> str:
    """“9:30”."""
    return formats.date_format(local(moment, zone), "G:i")


def day_and_hour(moment: datetime, zone: str) -> str:
    """“Wednesday 18 March, 9:30”."""
    return f"{day(moment, zone)}, {hour(moment, zone)}"


def span(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """“Wednesday 18 March, 9:30 to 16:00”."""
    return _("%(start)s to %(end)s") % {
        "start": day_and_hour(starts_at, zone),
        "end": hour(ends_at, zone)
        if day(starts_at, zone) == day(ends_at, zone)
        else day_and_hour(ends_at, zone),
    }


def money(amount: Decimal, currency: str) -> str:
    """“£91” or “£13.50”: no pence where there are none."""
    figure = formats.number_format(amount, 0 if amount == amount.to_integral_value() else 2)
    symbol = SYMBOLS.get(currency)
    return priced(symbol, figure) if symbol else f"{figure} {currency}"


def hours(amount: Decimal) -> str:
    """“6.5”, “7”: no nought after the point."""
    return formats.number_format(amount.normalize(), None if amount % 1 else 0)


def listed(names: Iterable[str]) -> str:
    """“Amina, Tom and Wei-Lin”."""
    *most, last = list(names) or [""]
    if not most:
        return last
    return _("%(most)s and %(last)s") % {"most": ", ".join(most), "last": last}
