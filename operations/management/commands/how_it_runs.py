"""``manage.py how_it_runs``: the operators' page as text, for a timer or a monitor."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from operations.signs import State, signs


class Command(BaseCommand):
    """Ends with 1 where something is broken, so that a timer can call for help."""

    help = "Say how the service runs; --prometheus for node_exporter's textfile collector."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """In which form."""
        parser.add_argument("--prometheus", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """A line each, or the figures."""
        found = signs()
        if options["prometheus"]:
            registry = CollectorRegistry()
            for sign in found:
                for name, value in sign.figures.items():
                    gauge = f"foothold_{name.replace('-', '_')}"
                    Gauge(gauge, str(sign.label), registry=registry).set(value)
            self.stdout.write(generate_latest(registry).decode(), ending="")
            return
        for sign in found:
            self.stdout.write(f"{sign.state.value:6} {sign.label}: {sign.said} {sign.act}".strip())
        if any(sign.state == State.BROKEN for sign in found):
            sys.exit(1)
