"""The demo: four doors, tours, mailbox and clock. Exists only where ``settings.DEMO`` is true."""
