"""``python -m soak.crowd PAGE PREFIX COUNT``: people send, and confirm once the letter is there."""

import os
import sys
import time

AT_A_TIME = 50
WAIT_AT_MOST = 500  # for their letters; then nobody new comes for a while
PATIENCE = 300.0  # seconds for the last letters
PAUSE = 0.5


def address(prefix: str, number: int) -> str:
    """Where the person of that number reads."""
    return f"crowd-{prefix}-{number}@students.northshire.example"


def main(page: str, prefix: str, count: int) -> int:
    """Send ``count`` interests in the project of ``page``. 0 where every one was confirmed."""
    import django

    django.setup()
    from employers.models import Challenge
    from notifications.models import Message
    from students.models import Eoi
    from students.services import confirm_eoi, submit_eoi

    challenge = Challenge.objects.get(code=page.rstrip("/").split("/")[-2])
    waiting: dict[str, int] = {}

    def confirm() -> None:
        arrived = Message.objects.filter(
            kind="eoi_submitted", address__in=list(waiting), sent_at__isnull=False
        )
        for reader in arrived.values_list("address", flat=True):
            confirm_eoi(Eoi.objects.get(pk=waiting.pop(reader)))

    for number in range(count):
        reader = address(prefix, number)
        eoi = submit_eoi(challenge=challenge, sentence="I want to see it done.", email=reader)
        waiting[reader] = eoi.pk
        if number % AT_A_TIME == AT_A_TIME - 1:
            confirm()
        while len(waiting) > WAIT_AT_MOST:
            time.sleep(PAUSE)
            confirm()
    end = time.monotonic() + PATIENCE
    print(f"{prefix}: {count} sent", file=sys.stderr, flush=True)
    while waiting and time.monotonic() < end:
        time.sleep(PAUSE)
        confirm()
    return 1 if waiting else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
