"""The ten hosts of the demo: eight near Northshire, two near Lakefield."""

from .companies import KESTREL, LOCKSIDE, ORRIN, PELLOW, THISTLE
from .public import BIRCH, BRACKWATER, CORRAN, HARBOUR, MARLPIT

EMPLOYERS = (
    KESTREL,
    PELLOW,
    MARLPIT,
    HARBOUR,
    BRACKWATER,
    ORRIN,
    THISTLE,
    CORRAN,
    LOCKSIDE,
    BIRCH,
)
