"""What students wrote when they were interested: about a hundred sentences, from ``interests.csv``.

In the order of sending within each challenge, which is also each student's order of wishes by day.
"""

import csv
from collections import defaultdict
from pathlib import Path
from typing import cast

from .types import Answer, Channel, Interest


def _read(path: Path) -> dict[str, tuple[Interest, ...]]:
    """The rows of ``path`` by key of their challenge; a column for each field of ``Interest``."""
    by_challenge: defaultdict[str, list[Interest]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            by_challenge[row["challenge"]].append(
                Interest(
                    student=row["student"],
                    sentence=row["sentence"],
                    sent=int(row["sent"]),
                    answer=cast(Answer, row["answer"]),
                    channel=cast(Channel, row["channel"]),
                    confirmed=row["confirmed"] == "Y",
                    access_first=row["access_first"] == "Y",
                    team=int(row["team"]),
                    why_no=row["why_no"],
                )
            )
    return {challenge: tuple(rows) for challenge, rows in by_challenge.items()}


INTERESTS = _read(Path(__file__).with_name("interests.csv"))
