"""How a mail is handed to the mail server: once.

A server that is slow to confirm has often taken the mail already; who gives up early sends it twice (RFC 1047).
"""

import smtplib
from contextlib import suppress

from django.core.mail.backends import smtp

END_OF_DATA = 600  # seconds, RFC 5321 § 4.5.3.2.6


def patient(connection_class):
    class Patient(connection_class):
        def data(self, msg):
            """Send the text; wait for its confirmation as long as the standard asks."""
            usual = self.sock.gettimeout()
            self.sock.settimeout(END_OF_DATA)
            answer = super().data(msg)
            self.sock.settimeout(usual)
            return answer

    return Patient


class EmailBackend(smtp.EmailBackend):
    @property
    def connection_class(self):
        return patient(smtplib.SMTP_SSL if self.use_ssl else smtplib.SMTP)

    def _close_connection(self, connection):
        """Say goodbye. The mail is delivered by now, or an error is on its way: nothing that fails here counts."""
        with suppress(smtplib.SMTPException, OSError):
            connection.quit()
        connection.close()
