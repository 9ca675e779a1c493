"""One melding on one screen, and what can be done with it."""


class Dossier:
    pass
