"""What is made from the areas: the drawings of the maps and the search names."""

from importlib import import_module
from importlib.util import find_spec

from buurten.models import Buurt


def refresh():
    if find_spec("buurten.kaarten"):
        import_module("buurten.kaarten").draw_maps(list(Buurt.objects.demo().values_list("code", flat=True)))
    if find_spec("buurten.zoeknamen"):
        import_module("buurten.zoeknamen").rebuild()
