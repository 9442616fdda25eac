"""What a person types from the offer to the sign-off, checked; cut by role."""
