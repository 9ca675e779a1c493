"""Photos that come with a melding (R24, SAFETY S12): only a new JPEG of the pixels is kept, never what was sent."""

from agenten import reencode
from agenten.fotos import reencoded


def clean_photo(upload):
    """Bytes of a new JPEG of at most reencode.MOST_OUT bytes, made of an uploaded file, upright, without metadata.

    Raises ValidationError with a sentence that says what to do. The file name goes nowhere but into that sentence.
    """
    return reencoded(upload, reencode.PHOTO)
