"""The list of the inbox."""


class Postvak:
    pass
