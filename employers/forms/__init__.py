"""What people type about hosts and briefs, checked."""
