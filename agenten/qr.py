"""QR codes as the data of one SVG path, so that the page draws them without an image or a style of its own."""

from dataclasses import dataclass
from functools import lru_cache

import segno

QUIET_ZONE = 4  # modules, as ISO/IEC 18004 asks


@dataclass(frozen=True, slots=True)
class Qr:
    """Width and height in modules with the quiet zone; `path`: one square of one module per dark module."""

    size: int
    path: str


@lru_cache(maxsize=2_000)
def qr_of(address):
    """The QR code of an address, error correction level M."""
    code = segno.make_qr(address, error="m", boost_error=False)
    rows = list(code.matrix_iter(border=QUIET_ZONE))
    return Qr(len(rows), "".join(runs(y, row) for y, row in enumerate(rows)))


def runs(y, row):
    """Dark modules of one row, neighbours joined."""
    found, start = [], None
    for x, module in enumerate([*row, 0]):
        if module and start is None:
            start = x
        elif not module and start is not None:
            found.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
            start = None
    return "".join(found)
