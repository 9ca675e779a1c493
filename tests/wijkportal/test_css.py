"""The colours of the design, computed: every pair of text and ground, in both schemes, also after a theme."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR) / "static" / "css"
TOKEN = re.compile(r"(--[a-z0-9-]+):\s*(#[0-9a-f]{3,6})\b")

# (foreground, ground, least contrast); 7 is AAA, 4.5 AA, 3 for borders (DESIGN, tokens).
PAIRS = [
    *[("--text", ground, 7) for ground in ("--bg", "--surface", "--tint", "--warn-tint", "--accent-tint")],
    *[("--muted", ground, 7) for ground in ("--bg", "--surface")],
    ("--muted", "--tint", 4.5),
    *[("--primary", ground, 7) for ground in ("--bg", "--surface", "--tint")],
    *[("--primary-hover", ground, 7) for ground in ("--bg", "--surface", "--tint")],
    *[("--on-primary", ground, 7) for ground in ("--primary", "--primary-hover")],
    *[("--accent", ground, 7) for ground in ("--bg", "--surface")],
    ("--accent", "--accent-tint", 7),
    *[("--error", ground, 7) for ground in ("--bg", "--surface")],
    ("--warn", "--warn-tint", 7),
    ("--info", "--info-tint", 7),
    *[("--visited", ground, 7) for ground in ("--bg", "--surface")],
    ("--on-plate", "--plate", 7),
    ("#ffffff", "--strip", 7),
    ("#ffffff", "--plate", 7),
    ("--focus-ink", "--focus", 7),
    ("#1d2421", "--focus", 7),
    *[("--border", ground, 3) for ground in ("--bg", "--surface")],
    ("--text", "--info-tint", 7),
    ("--warn-tint", "--warn", 7),
    ("--accent", "--tint", 3),
]


def tokens(css, scheme):
    light, dark = css.split("@media (prefers-color-scheme:dark)", 1)
    values = dict(TOKEN.findall(light))
    if scheme == "dark":
        values |= dict(TOKEN.findall(dark.split("}}", 1)[0]))
    return values


def theme(scheme):
    text = (CSS / "theme.css").read_text()
    light, _, dark = text.partition("@media (prefers-color-scheme:dark)")
    return dict(TOKEN.findall(light)) | (dict(TOKEN.findall(dark)) if scheme == "dark" else {})


def luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """The ratio of WCAG 2.2, 1.4.3."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_formula_gives_the_known_extremes():
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_of_text_and_ground_has_enough_contrast(scheme):
    values = tokens((CSS / "portal.css").read_text(), scheme) | theme(scheme)
    low = {}
    for front, ground, least in PAIRS:
        ratio = contrast(values.get(front, front), values[ground])
        if ratio < least:
            low[f"{front} on {ground}"] = round(ratio, 2)
    assert low == {}


def test_a_theme_sets_only_tokens_that_the_portal_knows():
    known = set(re.findall(r"(--[a-z0-9-]+):", (CSS / "portal.css").read_text()))
    text = re.sub(r"/\*.*?\*/", "", (CSS / "theme.css").read_text(), flags=re.S)
    rest = re.sub(r"(@media \(prefers-color-scheme:dark\)|:root|[{};\s])", " ", re.sub(r"--[^;}]+", "", text))
    assert rest.split() == []
    assert set(re.findall(r"(--[a-z0-9-]+):", text)) <= known


def test_the_stylesheet_keeps_its_budget():
    assert len((CSS / "portal.css").read_bytes()) < 15_000
