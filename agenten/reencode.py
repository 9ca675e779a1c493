"""Runs alone, as a child process with hard limits: a picture on stdin, a small square WebP on stdout.

Only the standard library and Pillow: no Django, no settings, no database and no secret is in this process. The pixels
are drawn on a new canvas, so nothing else of the file survives: no EXIF, place, XMP, colour profile, thumbnail or tail.
The exit code says what was wrong.
"""

import io
import resource
import sys
import warnings
from pathlib import Path

import pillow_heif
from PIL import Image
from PIL.ImageOps import fit

SIDE = 320  # pixels
QUALITY = 72
MOST_PIXELS = 40_000_000
MOST_MEMORY = 300 * 1024**2  # bytes of address space, with the interpreter itself
MOST_CPU = 2  # seconds
NO_PICTURE, TOO_LARGE, TOO_HEAVY = 3, 4, 5
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
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
    """Memory, time and files of this process. RLIMIT_AS counts what is mapped, so libraries are in it."""
    mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (mapped + MOST_MEMORY,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU, MOST_CPU))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def square(data):
    """The middle of the first frame as bytes of a WebP, upright."""
    picture = Image.open(io.BytesIO(data), formats=FORMATS)
    if picture.width * picture.height > MOST_PIXELS:
        sys.exit(TOO_LARGE)
    picture.draft("RGB", (2 * SIDE, 2 * SIDE))  # a JPEG decodes no more than is needed
    turn = TURNS.get(picture.getexif().get(ORIENTATION))
    picture.load()
    if picture.mode not in ("RGB", "RGBA", "L"):
        picture = picture.convert("RGBA")
    picture.thumbnail((4 * SIDE, 4 * SIDE), reducing_gap=2.0)
    picture = picture.convert("RGBA")
    if turn is not None:
        picture = picture.transpose(turn)
    canvas = Image.new("RGB", (SIDE, SIDE), "white")
    fitted = fit(picture, canvas.size, centering=UPPER_THIRD)
    canvas.paste(fitted, mask=fitted.getchannel("A"))
    target = io.BytesIO()
    canvas.save(target, "WEBP", quality=QUALITY, method=6)
    return target.getvalue()


def main():
    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("ignore")
    data = sys.stdin.buffer.read()
    Image.init()
    limit()
    try:
        sys.stdout.buffer.write(square(data))
    except Image.DecompressionBombError:
        sys.exit(TOO_LARGE)
    except MemoryError:
        sys.exit(TOO_HEAVY)
    except Exception:  # noqa: BLE001  whatever a decoder says about a broken file: it is no picture
        sys.exit(NO_PICTURE)


if __name__ == "__main__":
    main()
