"""What staff and keepers see of meldingen in the admin, each as far as agenten/rechten.py allows."""

from meldingen.admin import categorieen, taken

__all__ = ["categorieen", "taken"]
