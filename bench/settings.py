"""The product's settings, with the floor page beside its pages: for servers that a bench asks."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.floor"
