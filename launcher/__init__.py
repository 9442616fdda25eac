"""Starts what is missing, in order: PostgreSQL, Valkey, web, worker, timetable. No Django.

``bootstrap.py`` runs on any python3 and makes ``.venv``; ``__main__.py`` lists the commands.
"""
