"""What an import shows on the terminal: how far it is, and what it changes."""

import time
from dataclasses import dataclass, field

EXAMPLES = 5


class Progress:
    """Lines like "Reading: 1,200,000 rows". On a terminal one line that changes, elsewhere a line every ten seconds."""

    def __init__(self, stdout):
        self.stdout = stdout
        self.live = bool(getattr(stdout, "isatty", lambda: False)())
        self.every = 0.2 if self.live else 10
        self.next = time.monotonic() + self.every
        self.is_open = False

    def __call__(self, text):
        """Show a text, at most a few times a second."""
        now = time.monotonic()
        if now >= self.next:
            self.next = now + self.every
            self.write(text)

    def step(self, text):
        """Show a text that must be seen: a new phase, or the end of one."""
        self.write(text)
        self.end()

    def write(self, text):
        if self.live:
            self.stdout.write(f"\r\033[K{text}", ending="")
            self.stdout.flush()
            self.is_open = True
        else:
            self.stdout.write(text)

    def end(self):
        """Leave the line that changes, so that the next message starts on a line of its own."""
        if self.is_open:
            self.stdout.write("")
            self.is_open = False

    def bytes(self, size, total):
        """For buurten.importers.bronnen.open_source: how much of a download is here."""
        of = f" of {total / 1e6:,.0f}" if total else ""
        self(f"Downloading: {size / 1e6:,.0f}{of} MB")


@dataclass
class Change:
    """How many things of one kind are new, changed or gone, and the first few of them."""

    count: int = 0
    examples: list = field(default_factory=list)

    def add(self, name):
        self.count += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(str(name))


@dataclass
class Differences:
    """What an import changes in one table."""

    what: str
    new: Change = field(default_factory=Change)
    changed: Change = field(default_factory=Change)
    gone: Change = field(default_factory=Change)

    def __bool__(self):
        return bool(self.new.count or self.changed.count or self.gone.count)

    def lines(self):
        """One line per kind of change, with the first examples."""
        for kind in ("new", "changed", "gone"):
            change = getattr(self, kind)
            if change.count:
                more = "; …" if change.count > len(change.examples) else ""
                yield f"{self.what} {kind}: {change.count:,} ({'; '.join(change.examples)}{more})"
