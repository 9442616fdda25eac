"""What a migration may do while the release before still runs."""

from django.core.management import call_command
from django.db import models
from django.db.migrations import Migration, operations
from django.db.migrations.state import ModelState, ProjectState

from operations.upgrading import steps_that_break


def test_what_the_release_before_would_trip_over_is_named_unless_it_is_said_that_nobody_reads_it():
    state = ProjectState()
    state.add_model(
        ModelState(
            "core", "Thing", [("id", models.AutoField()), ("note", models.TextField(null=True))]
        )
    )
    migration = Migration("0002_later", "core")
    migration.operations = [
        operations.AddField("thing", "fine", models.TextField(null=True)),
        operations.AddField("thing", "also_fine", models.TextField(db_default="")),
        operations.CreateModel("Fresh", [("id", models.AutoField())]),
        operations.AddField("fresh", "fine", models.TextField(default="")),
        operations.RunSQL("CREATE INDEX fine ON core_thing (fine)"),
        operations.AddField("thing", "missed", models.TextField(default="")),
        operations.AlterField("thing", "note", models.TextField()),
        operations.RunSQL("ALTER TABLE core_thing DROP COLUMN fine"),
        operations.RenameField("thing", "fine", "fit"),
        operations.RemoveField("thing", "also_fine"),
        operations.DeleteModel("Fresh"),
    ]

    found = list(steps_that_break(migration, state.clone()))

    assert [said.partition(":")[0] for said in found] == [
        "Add field missed to thing",
        "Alter field note on thing",
        "Raw SQL operation",
        "Rename field fine on thing to fit",
        "Remove field also_fine from thing",
        "Delete model Fresh",
    ]
    migration.contracts = "0.4 reads none of it"
    assert list(steps_that_break(migration, state)) == []
    call_command("check_upgrade", since="HEAD")
