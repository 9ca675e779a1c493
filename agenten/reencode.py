"""Runs alone, as a child process with hard limits: a picture on stdin, a new picture of its pixels on stdout.

    python -I reencode.py portrait    a small square WebP
    python -I reencode.py photo       a JPEG of at most MOST_OUT bytes

Only the standard library and Pillow: no Django, no settings, no database and no secret is in this process. The pixels
are drawn on a new canvas, so nothing else of the file survives: no EXIF, place, XMP, colour profile, thumbnail or tail.
The exit code says what was wrong.
"""

import io
import resource
import sys
import warnings
from contextlib import contextmanager
from pathlib import Path

import pillow_heif
from PIL import Image
from PIL.ImageOps import fit

PORTRAIT, PHOTO = "portrait", "photo"
MAGIC = {PORTRAIT: b"RIFF", PHOTO: b"\xff\xd8\xff"}  # how the answer begins
SIDE = 320  # pixels of a portrait
LONGEST = 2000  # pixels of a photo
MOST_OUT = 1_000_000  # bytes of a photo
MOST_PIXELS, MANY_PIXELS = 40_000_000, 12_000_000
MOST_MEMORY = 300_000_000  # bytes, with the interpreter itself
MOST_CPU = 2  # seconds
NO_PICTURE, TOO_LARGE, TOO_HEAVY = 3, 4, 5
FORMATS = ("JPEG", "PNG", "WEBP")
HEIC = tuple(b"ftyp" + brand for brand in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
STEPS = ((LONGEST, 82), (LONGEST, 70), (1600, 70), (1600, 55), (1200, 50), (800, 50))  # longest side, quality
ORIENTATION = 0x0112  # EXIF 2.3: 2 to 8 are the ways in which a camera can lie
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
UPPER_THIRD = (0.5, 0.35)  # where a face is when a tall picture is cut to a square


def limit():
    """Memory, time and files of this process. RLIMIT_AS also counts what libraries map and never use: that is extra."""
    mapped, used = (int(pages) * resource.getpagesize() for pages in Path("/proc/self/statm").read_text().split()[:2])
    resource.setrlimit(resource.RLIMIT_AS, (mapped - used + MOST_MEMORY,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU, MOST_CPU))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))  # from here on it can open no file and no connection


def upright(data, side, which):
    """The first frame as a new RGB picture on white, the right way up.

    Its shortest (`which` is min) or longest (max) side is still at least `side` pixels, if it was.
    """
    rows, size, turn = opened_heic(data) if data[4:12] in HEIC else opened(data, side)
    canvas = smaller(rows, size, max(1, which(size) // side))
    return canvas if turn is None else canvas.transpose(turn)


def opened(data, side):
    """What gives the pixels of a JPEG, PNG or WebP from one row to another, its size, and how to turn it."""
    picture = Image.open(io.BytesIO(data), formats=FORMATS)
    with decoding(picture.size):
        picture.draft("RGB", (side, side))  # a JPEG decodes no more than is needed
        turn = TURNS.get(picture.getexif().get(ORIENTATION))
        picture.load()
    return (lambda top, bottom: picture.crop((0, top, picture.width, bottom))), picture.size, turn


def opened_heic(data):
    """The same of a HEIC, that its decoder turns itself. Pillow would hold all its pixels a second time."""
    picture = pillow_heif.open_heif(data)
    with decoding(picture.size):
        pixels, stride = picture.data, picture.stride
    width, height = picture.size

    def rows(top, bottom):
        part = pixels[top * stride : bottom * stride]
        return Image.frombytes(picture.mode, (width, bottom - top), part, "raw", picture.mode, stride)

    return rows, (width, height), None


@contextmanager
def decoding(size):
    """Not above MOST_PIXELS. A decoder that gives up on many pixels ran out of memory, but few of them say so."""
    width, height = size
    if width * height > MOST_PIXELS:
        sys.exit(TOO_LARGE)
    try:
        yield
    except Exception:
        if width * height > MANY_PIXELS:
            raise MemoryError from None
        raise


def smaller(rows, size, factor):
    """A picture on a white canvas, divided by a whole number. Strip by strip: twice the whole would be too much."""
    width, height = size
    canvas = Image.new("RGB", (-(-width // factor), -(-height // factor)), "white")
    tall = 64 * factor
    for top in range(0, height, tall):
        strip = rows(top, min(top + tall, height))
        if strip.mode.startswith("I"):  # 16 bits of grey
            strip = strip.point(lambda value: value / 256).convert("L")
        strip = strip.convert("RGBA" if strip.has_transparency_data else "RGB").reduce(factor)
        canvas.paste(strip, (0, top // factor), mask=strip if strip.mode == "RGBA" else None)
    return canvas


def portrait(data):
    """The middle of a picture as bytes of a WebP."""
    return encoded(fit(upright(data, 2 * SIDE, min), (SIDE, SIDE), centering=UPPER_THIRD), "WEBP", quality=72, method=6)


def photo(data):
    """A picture as bytes of a JPEG: as large and as good as fits in MOST_OUT."""
    picture = upright(data, LONGEST, max)
    for side, quality in STEPS:
        picture.thumbnail((side, side))
        found = encoded(picture, "JPEG", quality=quality)
        if len(found) <= MOST_OUT:
            return found
    raise MemoryError


def encoded(picture, kind, **options):
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def main():
    make = {PORTRAIT: portrait, PHOTO: photo}[sys.argv[1]]
    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.options.THUMBNAILS = pillow_heif.options.DEPTH_IMAGES = pillow_heif.options.AUX_IMAGES = False
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("ignore")
    data = sys.stdin.buffer.read()
    Image.init()
    limit()
    try:
        sys.stdout.buffer.write(make(data))
    except Image.DecompressionBombError:
        sys.exit(TOO_LARGE)
    except MemoryError:
        sys.exit(TOO_HEAVY)
    except Exception:  # noqa: BLE001  whatever a decoder says about a broken file: it is no picture
        sys.exit(NO_PICTURE)


if __name__ == "__main__":
    main()
