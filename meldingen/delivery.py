"""How a mail is handed to the mail server: once.

A mail is the server's from the moment it has read the last line, whether or not it could still say so. Therefore it is
written down as sent just before that line: who is killed while waiting for the answer does not send it again. And a
server that is slow to answer is not given up early: it has often taken the mail already (RFC 1047).
"""

import re
import smtplib
from contextlib import suppress

from django.core.mail import get_connection
from django.core.mail.backends import smtp

END_OF_DATA = 600  # seconds, RFC 5321 § 4.5.3.2.6


def hand_over(message, *, claim):
    """Send an EmailMessage. `claim` is called when the server is ready to take it; when that raises, nothing is sent.

    Raises what the backend raises: SMTPException, OSError.
    """
    connection = get_connection()
    if isinstance(connection, EmailBackend):
        connection.claim = claim
    else:
        claim()
    connection.send_messages([message])


def careful(connection_class, claim):
    class Careful(connection_class):
        def data(self, msg):
            """As smtplib does it, with the claim before the text, and patience after it."""
            code, answer = self.docmd("DATA")
            if code != 354:
                raise smtplib.SMTPDataError(code, answer)
            claim()
            self.sock.settimeout(END_OF_DATA)
            self.send(re.sub(rb"(?m)^\.", b"..", msg).rstrip(b"\r\n") + b"\r\n.\r\n")
            return self.getreply()

    return Careful


class EmailBackend(smtp.EmailBackend):
    @property
    def connection_class(self):
        return careful(smtplib.SMTP_SSL if self.use_ssl else smtplib.SMTP, self.claim)

    @staticmethod
    def claim():
        """Nothing to write down, for a mail that is not ours."""

    def _close_connection(self, connection):
        """Say goodbye. The mail is delivered by now, or an error is on its way: nothing that fails here counts."""
        with suppress(smtplib.SMTPException, OSError):
            connection.quit()
        connection.close()
