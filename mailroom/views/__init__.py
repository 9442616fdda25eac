"""Pages of the desk, and the door of the mail provider."""
