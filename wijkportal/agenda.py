"""The hours of a place that are still to come, of all its officers together."""

from agenten.buurtteam import coming


def after_next(team, most):
    """At most so many pairs of `coming`, without the next one of each officer, which stands on top of the page."""
    return [(agent, moment) for agent, moment in coming(team) if moment is not agent.volgende][:most]
