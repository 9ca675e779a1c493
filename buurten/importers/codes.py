"""The buurt codes of a file, as the buurten we have."""

import re

from buurten.importers.bronnen import BadSource
from buurten.models import Buurt, Gemeente
from buurten.reeksen import MOST_BUURTEN

FORM = re.compile(r"BU([0-9A-Z]{8})|([0-9A-Z]{1,8})", re.IGNORECASE)
MOST_UNKNOWN_CODES = 1_000
MOST_UNKNOWN_ROWS = 1  # percent


class Buurtcodes:
    """Small numbers for the active buurten, and which number a code in a file stands for.

    A code may lack its prefix and its leading zeros (CBS, postcode file). A code that CBS dropped stands for its
    successor. Invented buurten of the demo are not known here: no file is about them.
    """

    def __init__(self):
        rows = Buurt.objects.filter(is_demo=False).order_by("code")
        successors = {}
        self.codes, self.gemeenten = [], []
        for code, gemeente, is_actief, opvolger in rows.values_list("code", "gemeente_id", "is_actief", "opvolger_id"):
            if is_actief:
                self.codes.append(code)
                self.gemeenten.append(gemeente)
            else:
                successors[code] = opvolger
        if len(self.codes) >= MOST_BUURTEN - 1:
            raise BadSource(f"there are more than {MOST_BUURTEN - 2:,} buurten, which do not fit in a range.")
        if not self.codes:
            raise BadSource("there are no buurten yet. First run import_buurten.")
        self.successors = successors
        self.places = {code: place for place, code in enumerate(self.codes)}
        self.known = {}
        self.unknown = {}

    def place(self, text):
        """The number of the buurt for a code as a file spells it; None when we do not know that buurt."""
        try:
            return self.known[text]
        except KeyError:
            place = self.places.get(follow(self.successors, self.spelled(text)))
            if place is not None or len(self.known) < 100_000:
                self.known[text] = place
            return place

    def code(self, text):
        """The code of our own for a code as a file spells it; None when the text is empty or we do not know it."""
        place = self.place(text) if text.strip() else None
        return None if place is None else self.codes[place]

    def areas(self):
        """(buurt code, gemeente code) of every buurt we know."""
        return zip(self.codes, self.gemeenten, strict=True)

    def spelled(self, text):
        match = FORM.fullmatch(text.strip())
        if not match:
            raise BadSource(f"“{text[:40]}” is not a buurt code.", column="buurtcode")
        return f"BU{(match[1] or match[2]).upper():0>8}"

    def skip(self, text, row):
        """Remember that a row has a buurt that we do not know. Raises BadSource when there are too many of them."""
        self.unknown.setdefault(text, [0, row])[0] += 1
        if len(self.unknown) > MOST_UNKNOWN_CODES:
            raise self.too_many()

    def check(self, rows):
        """Raise BadSource when more than one percent of the rows had a buurt that we do not know."""
        if sum(count for count, _row in self.unknown.values()) * 100 > rows * MOST_UNKNOWN_ROWS:
            raise self.too_many()

    def too_many(self):
        text, (_count, row) = next(iter(self.unknown.items()))
        return BadSource(
            f"buurt {text} is not known, and {len(self.unknown) - 1:,} more. "
            "Import the areas of the same year first (import_buurten).",
            row=row, column="buurtcode",
        )  # fmt: skip

    def gone_up_in(self, gemeenten):
        """{code: code} of these gemeenten themselves, and of the former gemeenten that went up in one of them."""
        former = Gemeente.objects.filter(is_actief=False, is_demo=False).order_by("code")
        successors = dict(former.values_list("code", "opvolger_id"))
        now = {code: follow(successors, code) for code in successors}
        return {code: code for code in gemeenten} | {old: code for old, code in now.items() if code in gemeenten}


def follow(successors, code):
    """The newest successor of a code: itself when it still exists, None when nothing came after it."""
    for _step in range(len(successors) + 1):
        if code not in successors:
            return code
        code = successors[code]
    return None
