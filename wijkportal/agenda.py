"""The hours of a place that are still to come, of all its officers together."""


def coming(team):
    """Pairs (agent, moment) of a Buurtteam in order of time, cancelled ones too, without what is over."""
    pairs = [(agent, moment) for agent in team.agenten for moment in agent.momenten if not moment.is_past(team.now)]
    return sorted(pairs, key=lambda pair: (pair[1].begin, pair[0].wijkagent.pk))


def after_next(team, most):
    """At most so many pairs of `coming`, without the next one of each officer, which stands on top of the page."""
    return [(agent, moment) for agent, moment in coming(team) if moment is not agent.volgende][:most]
