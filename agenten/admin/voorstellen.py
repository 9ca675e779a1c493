"""Lists of changes that wait for approval."""
