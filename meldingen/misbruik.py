"""Signs that a machine filled in the form, without a puzzle for people. They refuse nothing: a tip is only marked."""

from django.conf import settings

LOKVELD = "website"  # a name that machines like to fill in; people never see the field


def suspicion(begonnen_op, data, now):
    """Whether a form looks filled in by a machine: the hidden field holds something, or it went too fast.

    `begonnen_op` is when the draft began, `data` what was sent (a POST, or a dict), `now` the time of sending.
    """
    return bool(data.get(LOKVELD)) or now - begonnen_op < settings.TIP_MIN_TIME
