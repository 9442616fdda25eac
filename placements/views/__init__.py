"""Pages, cut by role."""
