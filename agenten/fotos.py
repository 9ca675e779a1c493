"""Pictures: what may come in, and how it becomes a new one without any metadata (SAFETY S12). And the portraits."""

import hashlib
import subprocess
import sys
import threading
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agenten import reencode
from agenten.models import Foto

MOST_BYTES = 10_000_000
SECONDS = 10  # on the clock; of processor time it gets reencode.MOST_CPU
CHILD = Path(reencode.__file__)
ACCEPT = "image/jpeg,image/png,image/webp,image/heic,.heic"
AT_ONCE = threading.BoundedSemaphore(2)  # each takes up to reencode.MOST_MEMORY
MOST_WAITING = 20  # seconds

NOT_OPENED = _("%(naam)s kunnen we niet openen. Kies een foto (jpg, png, webp of heic).")
BUSY = _("%(naam)s konden we nu niet openen, want het is druk. Probeer het zo nog een keer.")
REFUSALS = {
    reencode.TOO_LARGE: _("%(naam)s heeft te veel beeldpunten. Kies een foto van hoogstens 40 miljoen beeldpunten."),
    reencode.TOO_HEAVY: _("%(naam)s is te zwaar om te openen. Maak de foto kleiner en probeer het opnieuw."),
}


def portrait(upload):
    """Bytes of a square WebP of 320 pixels made from an uploaded file. Raises ValidationError with a clear sentence."""
    return reencoded(upload, reencode.PORTRAIT)


def reencoded(upload, kind):
    """Bytes of a new picture (`kind` is reencode.PORTRAIT or PHOTO) with the pixels of an uploaded file and no more.

    Raises ValidationError with a clear sentence. The file name is only used in that sentence: the contents tell what
    it is.
    """
    name = short_name(upload)
    if upload.size > MOST_BYTES:
        refuse(_("%(naam)s is te groot. Kies een foto van hoogstens 10 MB."), name)
    if not AT_ONCE.acquire(timeout=MOST_WAITING):
        refuse(BUSY, name)
    try:
        child = subprocess.run(  # noqa: S603  our own script, no shell, no argument from outside
            [sys.executable, "-I", str(CHILD), kind], input=upload.read(), capture_output=True, timeout=SECONDS, env={}
        )
    except subprocess.TimeoutExpired:
        refuse(REFUSALS[reencode.TOO_HEAVY], name)
    finally:
        AT_ONCE.release()
    if child.returncode < 0:  # stopped by a limit
        refuse(REFUSALS[reencode.TOO_HEAVY], name)
    if child.returncode or not child.stdout.startswith(reencode.MAGIC[kind]):
        refuse(REFUSALS.get(child.returncode, NOT_OPENED), name)
    return child.stdout


def short_name(upload):
    """At most 60 characters of the name that a file has on somebody's machine, without folders."""
    return Path(upload.name or "").name[:60]


def refuse(message, name):
    raise ValidationError(message, params={"naam": name or _("Dit bestand")})


def keep(wijkagent, inhoud):
    """Store a portrait that `portrait` made; its kenmerk is in its address, so a new picture has a new address."""
    kenmerk = hashlib.sha256(inhoud).hexdigest()[:16]
    Foto.objects.update_or_create(wijkagent=wijkagent, defaults={"inhoud": inhoud, "kenmerk": kenmerk})


def remove(wijkagent):
    Foto.objects.filter(wijkagent=wijkagent).delete()
