#!/usr/bin/env python3
"""Run a command of the portal. `start` and `test` need nothing but this Python and a package index."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (an older Python must be able to read this file, and to say so)
    sys.exit("This needs Python 3.11 or newer; %s is %d.%d." % ((sys.executable,) + sys.version_info[:2]))  # noqa: UP031, RUF005

from wijkportal import bootstrap

if __name__ == "__main__":
    bootstrap.main(sys.argv)
