"""What staff edit of this app, each as far as agenten/rechten.py allows."""

from meldingen.admin import categorieen

__all__ = ["categorieen"]
