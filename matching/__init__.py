"""Sharing out places and forming teams: a library that knows neither Django nor a database.

See ``matching/README.md``. Nothing is imported here, so that using the lottery or the checker
does not load the solver.
"""
