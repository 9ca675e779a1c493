"""Plane geometry on rings: lists of (x, y), not closed. Pure functions; "even-odd" decides what is inside."""

from math import hypot


def as_points(flat):
    """A flat array x, y, x, y … as a list of (x, y)."""
    return list(zip(flat[::2], flat[1::2], strict=True))


def bounds(rings):
    """(west, south, east, north) of one or more rings."""
    xs = [x for ring in rings for x, _y in ring]
    ys = [y for ring in rings for _x, y in ring]
    return min(xs), min(ys), max(xs), max(ys)


def area(ring):
    """The area of a ring, always positive."""
    total, (px, py) = 0.0, ring[-1]
    for x, y in ring:
        total += px * y - x * py
        px, py = x, y
    return abs(total) / 2


def crossings(rings, y):
    """The sorted x at which the horizontal line at y crosses the rings: inside lies between each first and second."""
    found = []
    for ring in rings:
        px, py = ring[-1]
        for x, qy in ring:
            if (py > y) != (qy > y):
                found.append(px + (y - py) * (x - px) / (qy - py))
            px, py = x, qy
    return sorted(found)


def inner_points(rings, enough=25):
    """Positions spread evenly over the inside of the rings: about `enough` or more, fewer only for a sliver."""
    west, south, east, north = bounds(rings)
    found = []
    for lines in (8, 16, 32, 64):
        step = max((north - south) / lines, (east - west) / lines)
        if not step:
            return found
        found = list(grid_inside(rings, south, north, step))
        if len(found) >= enough:
            break
    return found


def grid_inside(rings, south, north, step):
    for line in range(int((north - south) / step) + 1):
        y = south + (line + 0.5) * step
        edges = crossings(rings, y)
        for left, right in zip(edges[::2], edges[1::2], strict=False):
            count = max(1, round((right - left) / step))
            for number in range(count):
                yield left + (right - left) * (number + 0.5) / count, y


def simplify(ring, tolerance):
    """A ring with fewer points that stays within `tolerance` of the original (Douglas-Peucker)."""
    ring = thinned(ring, tolerance / 2)
    if len(ring) < 5:
        return ring
    x0, y0 = ring[0]
    far = max(range(len(ring)), key=lambda index: (ring[index][0] - x0) ** 2 + (ring[index][1] - y0) ** 2)
    closed = [*ring, ring[0]]
    return simplified_line(closed, 0, far, tolerance) + simplified_line(closed, far, len(ring), tolerance)


def thinned(ring, distance):
    """Leave out points closer than `distance` to the one before: cheap, and most of a detailed ring."""
    kept = [ring[0]]
    px, py = ring[0]
    limit = distance * distance
    for x, y in ring:
        if (x - px) * (x - px) + (y - py) * (y - py) > limit:
            kept.append((x, y))
            px, py = x, y
    return kept


def simplified_line(points, first, last, tolerance):
    """The points to keep of points[first:last], the last one not included."""
    keep, todo = {first}, [(first, last)]
    while todo:
        start, end = todo.pop()
        (ax, ay), (bx, by) = points[start], points[end]
        dx, dy = bx - ax, by - ay
        length = hypot(dx, dy)
        worst, index = tolerance, None
        for place in range(start + 1, end):
            x, y = points[place]
            off = abs(dx * (y - ay) - dy * (x - ax)) / length if length else hypot(x - ax, y - ay)
            if off > worst:
                worst, index = off, place
        if index is not None:
            keep.add(index)
            todo += [(start, index), (index, end)]
    return [points[place] for place in sorted(keep)]


def clip(ring, west, south, east, north):
    """The part of a ring inside a box (Sutherland-Hodgman); [] when nothing is."""
    left, bottom, right, top = bounds([ring])
    if right < west or left > east or top < south or bottom > north:
        return []
    if left < west:
        ring = cut(ring, 0, west, 1)
    if right > east:
        ring = cut(ring, 0, east, -1)
    if bottom < south:
        ring = cut(ring, 1, south, 1)
    if top > north:
        ring = cut(ring, 1, north, -1)
    return ring


def cut(ring, axis, limit, sign):
    """Keep the side of a line where sign * coordinate >= sign * limit; the line is x = limit (axis 0) or y (axis 1)."""
    if not ring:
        return []
    kept, before = [], ring[-1]
    was_in = sign * before[axis] >= sign * limit
    for point in ring:
        is_in = sign * point[axis] >= sign * limit
        if is_in != was_in:
            share = (limit - before[axis]) / (point[axis] - before[axis])
            other = before[1 - axis] + share * (point[1 - axis] - before[1 - axis])
            kept.append((other, limit) if axis else (limit, other))
        if is_in:
            kept.append(point)
        before, was_in = point, is_in
    return kept
