"""Passing a melding to a partner, and what becomes of it there (PRODUCT §4, “Verwijzing”)."""
