"""Rounds over many meldingen by the system: what goes wrong with one does not stop the others."""


def each(steps):
    """Call every step, a function without arguments; gives how many said that they did something.

    The first error is raised when all were called, so that the job that made the round is seen to have failed.
    """
    done, problems = 0, []
    for step in steps:
        try:
            done += bool(step())
        except Exception as problem:  # noqa: BLE001 - whatever it is, the others go on
            problems.append(problem)
    if problems:
        raise problems[0]
    return done
