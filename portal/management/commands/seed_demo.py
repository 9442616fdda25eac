"""`manage.py seed_demo`: the demo's story, played once through the house's own verbs."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo import play


class Command(BaseCommand):
    """Running it twice changes nothing."""

    help = "Fill an empty demo with its story; does nothing where it is there."

    def handle(self, *args: Any, **options: Any) -> None:
        """Play it, unless it is there."""
        if not (settings.DEMO or settings.TEST):
            raise CommandError("The demo's story is for demos: start one with `make demo`.")
        try:
            there = play.is_there()
        except play.Interrupted:
            raise CommandError(
                "The first start was interrupted while the demo was being filled. Begin anew: "
                "make demo RESET=1"
            ) from None
        if there:
            self.stdout.write("The demo's story is there.")
            return
        began = time.process_time()
        acts = play.play()
        for fact in play.undelivered():
            self.stderr.write(f"Nobody acted on {fact}")
        self.stdout.write(
            f"Played {acts} acts in {time.process_time() - began:.1f} s of this process."
        )
