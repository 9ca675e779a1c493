"""Everything of this app that staff see and edit, each as far as rechten.py allows."""

from meldingen.admin import categorieen, taken

__all__ = ["categorieen", "taken"]
