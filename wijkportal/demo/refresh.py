"""What is made from the areas: the drawings of the maps and the search names."""

from importlib import import_module
from importlib.util import find_spec


def draw_maps(codes):
    if find_spec("buurten.kaarten"):
        import_module("buurten.kaarten").draw_maps(codes)


def rebuild_names():
    if find_spec("buurten.zoeknamen"):
        import_module("buurten.zoeknamen").rebuild()
