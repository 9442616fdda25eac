"""E-mails that people write to the university: taken, or put before staff."""
