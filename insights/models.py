"""The rows of reports."""

from insights.frozen import FrozenTables

__all__ = ["FrozenTables"]
