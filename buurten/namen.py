"""Names of places as people sort and look for them."""

import unicodedata


def spelling(naam):
    """The letters and digits of a name, in capitals and without accents: ’s-Hertogenbosch stands under S."""
    plain = unicodedata.normalize("NFKD", naam)
    return "".join(letter for letter in plain if letter.isalnum()).upper()
