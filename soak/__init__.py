"""Faults and floods against a real, running Foothold: ``make soak``.

Each story starts from the same running demo, does harm to it while people send interests, and then
asks the database and the mailbox: nothing acknowledged is lost, each effect happened once, every
letter is there. A story prints one JSON line; the exit status is 1 where one failed.
"""
