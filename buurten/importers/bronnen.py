"""Where imported data comes from: a file, or an https address that the operator typed, and what is wrong with it."""

import http.client
import tempfile
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

MOST_BYTES = 4 * 1024**3
BLOCK = 1024**2
SECONDS = 60


class BadSource(Exception):
    """Data that cannot be imported, in one sentence that names the file, the row and the column where known."""

    def __init__(self, message, *, row=None, column=None, name=None):
        super().__init__(message)
        self.message, self.row, self.column, self.name = message, row, column, name

    def __str__(self):
        place = [self.name, self.row and f"row {self.row}", self.column and f"column {self.column}"]
        return ": ".join(filter(None, [", ".join(filter(None, place)), self.message]))


@dataclass(frozen=True)
class Source:
    """A readable file on this machine (path) and what to call it in messages (name)."""

    path: Path
    name: str


@contextmanager
def open_source(where, progress=None):
    """Give a Source for a path or an https address; a BadSource raised inside gets the name of the file.

    An address is fetched into a temporary file that is gone afterwards. Only the address that was typed is fetched:
    a redirect is refused, with the new address in the message (SAFETY S18). `progress` is called with (bytes, total).
    Raises BadSource when nothing can be read there.
    """
    where = str(where)
    name = name_of(where)
    try:
        if "://" in where:
            with tempfile.TemporaryDirectory(prefix="wijkportal-") as folder:
                path = Path(folder) / "source"
                fetch(where, path, progress)
                yield Source(path, name)
        else:
            yield Source(existing_file(Path(where)), name)
    except BadSource as error:
        error.name = error.name or name
        raise


def name_of(where):
    """The last part of a path or address, without query: what messages call it."""
    path = urlsplit(where).path if "://" in where else where
    return unquote(PurePosixPath(path).name) or where


def existing_file(path):
    """The path itself when it is a file with contents that we may read."""
    try:
        if not path.exists():
            raise BadSource("there is no such file.")
        if not path.is_file():
            raise BadSource("this is not a file.")
        with path.open("rb") as file:
            if not file.read(1):
                raise BadSource("the file is empty.")
    except (OSError, ValueError) as error:
        raise BadSource(f"the file cannot be read ({getattr(error, 'strerror', None) or error}).") from None
    return path


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, req, fp, code, msg, headers, newurl):
        fp.close()
        raise BadSource(f"the address sends us on to {newurl}. Check that address and type it yourself.")


def fetch(address, path, progress=None):
    """Write the answer of an https address to path. BadSource: other scheme, redirect, error, cut off, too big."""
    if urlsplit(address).scheme.lower() != "https":
        raise BadSource("give a file, or an address that starts with https://.")
    request = urllib.request.Request(address, headers={"User-Agent": "wijkportal-import"})  # noqa: S310
    try:
        with urllib.request.build_opener(NoRedirect).open(request, timeout=SECONDS) as answer, path.open("wb") as file:
            save(answer, file, progress)
    except urllib.error.HTTPError as error:
        error.close()
        raise BadSource(f"the address answers {error.code} {error.reason}.") from None
    except urllib.error.URLError as error:
        raise BadSource(f"the address cannot be reached ({error.reason}).") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise BadSource(f"the download failed ({error or type(error).__name__}).") from None


def save(answer, file, progress):
    total, size = answer.length, 0
    if total and total > MOST_BYTES:
        raise BadSource(too_big(total))
    while block := answer.read(BLOCK):
        size += len(block)
        if size > MOST_BYTES:
            raise BadSource(too_big(size))
        file.write(block)
        if progress:
            progress(size, total)
    if answer.length:  # what the server promised and did not send
        raise BadSource(f"the download stopped after {size:,} of {total:,} bytes. Try again.")
    if not size:
        raise BadSource("the address answers with an empty file.")


def too_big(size):
    return f"the file is too big ({size:,} bytes; at most {MOST_BYTES:,})."
