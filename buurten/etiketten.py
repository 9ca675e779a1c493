"""Where a name fits on a drawing: inside its own area, on the sheet, and not over another name."""

from buurten.vormen import bounds, crossings

LETTER = 6.0  # units, the average width of a letter at the size of the names on the map (11 units)
LINE = 13  # units, the height of a name with air
EDGE = 6  # units that stay free at the side of the sheet
HEIGHTS = (0.5, 0.35, 0.65, 0.2, 0.8)


class Etiketten:
    """The names on one sheet. `own` are the rings of the buurt itself, which stays free of names of others."""

    def __init__(self, width, height, own):
        self.width, self.height, self.own = width, height, own
        self.placed = []

    def place(self, naam, rings):
        """(x, y) of the middle of the baseline of a name, or (None, None) when it fits nowhere."""
        wide = len(naam) * LETTER
        _west, north, _east, south = bounds(rings)
        north, south = max(north, EDGE), min(south, self.height - EDGE)
        for share in HEIGHTS:
            y = north + (south - north) * share
            for left, right in self.free(rings, y):
                x = (left + right) / 2
                box = (x - wide / 2, y - LINE / 2, x + wide / 2, y + LINE / 2)
                if right - left < wide:
                    break
                if self.fits(box):
                    self.placed.append(box)
                    return round(x), round(y + LINE / 4)
        return None, None

    def free(self, rings, y):
        """The stretches of a line at y that lie inside the rings and on the sheet, widest first."""
        edges = crossings(rings, y)
        found = [
            (max(left, EDGE), min(right, self.width - EDGE))
            for left, right in zip(edges[::2], edges[1::2], strict=False)
        ]
        return sorted(found, key=lambda pair: pair[0] - pair[1])

    def fits(self, box):
        west, north, east, south = box
        if north < 0 or south > self.height:
            return False
        if any(w < east and west < e and n < south and north < s for w, n, e, s in self.placed):
            return False
        return not any(
            left < east and west < right
            for y in (north, south)
            for edges in [crossings(self.own, y)]
            for left, right in zip(edges[::2], edges[1::2], strict=False)
        )
