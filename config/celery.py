"""The Celery application and its timetable."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("foothold")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.worker_consumer = "config.worker:FreshConsumer"
app.autodiscover_tasks()
app.autodiscover_tasks(["core"], related_name="outbox")

app.conf.beat_schedule = {
    "deliver what the broker lost": {"task": "core.drain", "schedule": 15.0},
    "send letters that wait": {"task": "notifications.send_overdue", "schedule": 60.0},
    "letters of the day": {"task": "notifications.bundle_notes", "schedule": crontab(minute=5)},
    "move challenges along": {"task": "employers.run_timetable", "schedule": 300.0},
    "towns of places, words of listings": {"task": "employers.keep_findable", "schedule": 600.0},
    "share out places, move the day along": {
        "task": "placements.run_timetable",
        "schedule": 60.0,
    },
    "compare sealed answers": {"task": "credentials.run_timetable", "schedule": 300.0},
    "remind and expire interests": {"task": "students.run_timetable", "schedule": 300.0},
    "delete who asked for it, and what was for one day": {
        "task": "insights.run_timetable",
        "schedule": crontab(minute=25),
    },
    "count who takes part": {
        "task": "insights.freeze_tables",
        "schedule": crontab(hour=2, minute=40),
    },
    "what everybody reads of the programme, once a day": {
        "task": "insights.keep_public_figures",
        "schedule": crontab(minute=2),
    },
    "files of rows: the old, and those nobody writes": {
        "task": "insights.tend_exports",
        "schedule": 300.0,
    },
    "delete what has come to the end of its time": {
        "task": "insights.apply_retention",
        "schedule": crontab(hour=4, minute=10),
    },
    "ask hosts anew how they keep students safe": {
        "task": "employers.remind_about_checks",
        "schedule": crontab(hour=8, minute=20),
    },
    "read the letter-box, where there is one": {"task": "mailroom.read_mailbox", "schedule": 60.0},
    "compare how assessors rate": {
        "task": "placements.work_out_how_they_rate",
        "schedule": crontab(hour=3, minute=25),
    },
    "forget e-mails": {"task": "mailroom.forget_mail", "schedule": crontab(hour=3, minute=40)},
    "delete old events": {"task": "core.prune_outbox", "schedule": crontab(hour=3, minute=10)},
}
