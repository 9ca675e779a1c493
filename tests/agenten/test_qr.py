"""The QR code as a path, read back module by module."""

import re

import segno

from agenten.qr import QUIET_ZONE, qr_of

ADDRESS = "https://wijkportaal.example/mijn-buurt/rivierdam/lindenkwartier/"


def test_the_path_draws_the_code_with_its_quiet_zone():
    code = segno.make_qr(ADDRESS, error="m", boost_error=False)
    dark = {
        (x, y) for y, row in enumerate(code.matrix_iter(border=QUIET_ZONE)) for x, module in enumerate(row) if module
    }

    drawn = qr_of(ADDRESS)
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", drawn.path)

    assert "".join(f"M{x} {y}h{n}v1h-{n}z" for x, y, n, _n in runs) == drawn.path
    assert {(int(x) + i, int(y)) for x, y, n, _n in runs for i in range(int(n))} == dark
    assert drawn.size == len(code.matrix) + 2 * QUIET_ZONE
    assert code.error == "M"
