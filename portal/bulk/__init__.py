"""Rows by the hundred thousand, written by COPY: what `manage.py generate` makes.

Every constraint and trigger of the tables holds for them, as COPY asks them all. The same seed
gives the same rows on the same day.
"""
