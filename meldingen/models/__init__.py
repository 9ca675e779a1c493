"""What residents send and what happens with it."""
