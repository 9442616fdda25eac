"""``make bench [B=name]``: each figure beside a floor measured in the same run, one JSON line each.

A line has ``name``, ``figure``, ``floor``, ``ratio``, ``bar`` and ``ok``; the exit status is 1 where
a bar is missed. Figures are CPU milliseconds of this process (``time.process_time``), which vary
less than the clock on a shared machine; PostgreSQL's own CPU is not in them, queries are counted.
"""
