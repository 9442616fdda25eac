"""The doors: documents for machines, the pages of strangers, students, hosts and the desk."""
