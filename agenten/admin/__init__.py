"""Everything of this app that staff edit, each as far as rechten.py allows."""

from agenten.admin import medewerkers, spreekuren, teams, teksten, voorstellen, wijkagenten

__all__ = ["medewerkers", "spreekuren", "teams", "teksten", "voorstellen", "wijkagenten"]
