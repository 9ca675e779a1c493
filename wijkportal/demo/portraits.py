"""Drawn faces for the demo officers: no real person's photo is in the demo."""

import hashlib
from io import BytesIO

from PIL import Image, ImageDraw

SIZE = 256
SCALE = 4
LOOKS = [  # long hair in the even ones; background, skin, hair, clothes
    ("#dbe9e4", "#f0c8a0", "#6b4226", "#0f4c42"),
    ("#f3dcd2", "#b07b50", "#221a16", "#862e15"),
    ("#e6eef7", "#f4d3b5", "#b5651d", "#234a73"),
    ("#fff1cc", "#f2cfae", "#d9b25f", "#5e4100"),
    ("#f3dcd2", "#d9a679", "#17120f", "#1d2421"),
    ("#dbe9e4", "#e9c19b", "#8d8d8d", "#0f4c42"),
    ("#e6eef7", "#f0c8a0", "#c9c2b4", "#0f4c42"),
    ("#fff1cc", "#f4d3b5", "#3d2a1c", "#234a73"),
]


def portrait(number):
    """A WebP of 256 pixels, and the mark for its address; number counts from 1."""
    background, skin, hair, clothes = LOOKS[(number - 1) % len(LOOKS)]
    has_long_hair = number % 2 == 0
    side = SIZE * SCALE
    image = Image.new("RGB", (side, side), background)
    draw = ImageDraw.Draw(image)

    def oval(colour, left, top, right, bottom):
        draw.ellipse([edge * side // 100 for edge in (left, top, right, bottom)], fill=colour)

    if has_long_hair:
        draw.rounded_rectangle([edge * side // 100 for edge in (26, 30, 74, 76)], side // 8, fill=hair)
    oval(clothes, 12, 72, 88, 140)
    oval(skin, 43, 56, 57, 80)
    oval(hair, 27, 14, 73, 62)
    oval(skin, 31, 22, 69, 70)
    draw.chord([edge * side // 100 for edge in (28, 14, 72, 56)], 190, 350, fill=hair)
    for left in (40, 56):
        oval("#1d2421", left, 43, left + 4, 47)
    draw.arc([edge * side // 100 for edge in (42, 48, 58, 61)], 30, 150, fill="#1d2421", width=side // 80)
    content = BytesIO()
    image.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(content, "WEBP", quality=80)
    return content.getvalue(), hashlib.sha256(content.getvalue()).hexdigest()[:16]
