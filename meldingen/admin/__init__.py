"""Everything of this app that staff see and edit, each as far as rechten.py allows."""

from meldingen.admin import taken

__all__ = ["taken"]
