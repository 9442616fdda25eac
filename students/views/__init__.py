"""The doors: anyone's (interests), a student's own, the desk's."""
