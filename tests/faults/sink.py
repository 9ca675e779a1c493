"""A mail server that keeps what it takes in a list, and can be down, slow or in a bad mood."""

import contextlib
import socketserver
import threading
import time

UP, REFUSE, REJECT, MUTE = "up", "refuse", "reject", "mute"


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        with contextlib.suppress(OSError):  # the client has gone
            self.talk(self.server.sink)

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())

    def talk(self, sink):
        if sink.mood == MUTE:
            self.rfile.read()
            return
        time.sleep(sink.greeting)
        self.say("421 not now" if sink.mood == REFUSE else "220 sink")
        while (line := self.rfile.readline().decode().strip()) and sink.mood != REFUSE:
            word = line[:4].upper()
            if word == "DATA":
                self.say("354 go on")
                self.take(sink)
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("550 no such user" if word == "RCPT" and sink.mood == REJECT else "250 ok")

    def take(self, sink):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.decode().rstrip("\r\n"))
        if line:  # the dot: from here on the mail is the server's
            sink.received.append(next(text for text in lines if text.startswith("Message-ID:")))
            time.sleep(sink.delay)
            self.say("250 taken")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64


class Sink:
    """received: the Message-ID of each mail taken, in order.

    greeting: seconds before it says hello; delay: seconds between taking a mail and saying so.
    """

    def __init__(self):
        self.received, self.mood, self.greeting, self.delay = [], UP, 0, 0
        self.address = ("127.0.0.1", 0)
        self.server = None
        self.open()

    def open(self):
        self.server = Server(self.address, Conversation)
        self.server.sink = self
        self.address = self.server.server_address
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self):
        """Nobody listens any more."""
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    @property
    def different(self):
        return len(set(self.received))

    @property
    def doubles(self):
        return len(self.received) - self.different
