"""Files and addresses that are no good: one clear sentence each. The server here is a real one, with real TLS."""

import http.server
import shutil
import ssl
import subprocess
import threading
from pathlib import Path

import pytest

from buurten.importers import bronnen
from buurten.importers.bronnen import BadSource, open_source


def refusal(where):
    with pytest.raises(BadSource) as caught, open_source(where):
        raise AssertionError("this source was accepted")
    return str(caught.value)


def test_a_file_is_given_as_it_lies_there(tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(b"x")

    with open_source(str(file)) as source:
        assert (source.path, source.name) == (file, "a.csv")


def test_files_that_cannot_be_read_say_why(tmp_path):
    (tmp_path / "leeg.csv").touch()

    assert refusal(tmp_path / "weg.csv") == "weg.csv: there is no such file."
    assert refusal(tmp_path) == f"{tmp_path.name}: this is not a file."
    assert refusal(tmp_path / "leeg.csv") == "leeg.csv: the file is empty."
    assert refusal("a\0b") == "a\0b: there is no such file."
    assert refusal(tmp_path / ("lang" * 100)).endswith(": the file cannot be read (File name too long).")


@pytest.mark.parametrize("address", ["http://localhost/a.csv", "ftp://localhost/a.csv", "file:///etc/passwd"])
def test_only_https_addresses_are_fetched(address):
    assert refusal(address).endswith(": give a file, or an address that starts with https://.")


def test_a_message_names_file_row_and_column():
    assert str(BadSource("wrong.", row=3, column="PC6", name="a.csv")) == "a.csv, row 3, column PC6: wrong."
    assert str(BadSource("wrong.", name="a.csv")) == "a.csv: wrong."
    assert str(BadSource("wrong.")) == "wrong."


class Answers(http.server.BaseHTTPRequestHandler):
    asked = []

    def do_GET(self):
        self.asked.append(self.path)
        if self.path == "/redirect":
            self.answer(302, b"", Location=f"https://localhost:{self.server.server_port}/good.csv")
        elif self.path == "/gone":
            self.answer(404, b"")
        elif self.path == "/short.csv":
            self.answer(200, b"half", **{"Content-Length": "8"})
        elif self.path == "/chunks.csv":
            self.answer(200, b"", **{"Transfer-Encoding": "chunked"})
            self.wfile.write(b"4\r\ngood\r\n0\r\n\r\n")
        elif self.path == "/unknown-size.csv":
            self.answer(200, b"x" * 3_000_000)
        else:
            self.answer(200, b"good", **{"Content-Length": "4"})

    def answer(self, status, body, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    if not shutil.which("openssl"):
        pytest.skip("no openssl found to make a certificate")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-keyout", folder / "key", "-out", folder / "cert", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder


@pytest.fixture
def server(certificate, monkeypatch):
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert", certificate / "key")
    Answers.asked.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=[0.05])
        thread.start()
        yield f"https://localhost:{server.server_port}"
        server.shutdown()
        thread.join()


def test_an_address_is_fetched_to_a_file_that_is_gone_afterwards(server):
    seen = []

    with open_source(f"{server}/good%20one.csv?key=secret", lambda *args: seen.append(args)) as source:
        assert (source.path.read_bytes(), source.name) == (b"good", "good one.csv")

    assert not source.path.parent.exists()
    assert seen == [(4, 4)]


def test_a_file_in_pieces_is_fetched_too(server):
    with open_source(f"{server}/chunks.csv") as source:
        assert source.path.read_bytes() == b"good"


def test_a_redirect_is_not_followed(server):
    assert refusal(f"{server}/redirect") == (
        f"redirect: the address sends us on to {server}/good.csv. Check that address and type it yourself."
    )
    assert Answers.asked == ["/redirect"]


def test_a_download_that_stops_half_way_is_refused(server):
    assert refusal(f"{server}/short.csv") == "short.csv: the download stopped after 4 of 8 bytes. Try again."


def test_an_answer_that_is_no_file_is_refused(server):
    assert refusal(f"{server}/gone") == "gone: the address answers 404 Not Found."


def test_a_download_without_end_stops_at_the_limit(server, monkeypatch):
    monkeypatch.setattr(bronnen, "MOST_BYTES", 1_500_000)

    assert "is too big" in refusal(f"{server}/unknown-size.csv")


def test_a_certificate_of_somebody_else_is_refused(server, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")

    assert "CERTIFICATE_VERIFY_FAILED" in refusal(f"{server}/good.csv")
    assert Answers.asked == []


def test_an_address_where_nobody_answers_is_refused(server):
    assert refusal("https://localhost:1/a.csv").startswith("a.csv: the address cannot be reached (")


def test_a_message_raised_while_a_source_is_open_gets_its_name(tmp_path):
    file = Path(tmp_path / "a.csv")
    file.write_bytes(b"x")

    with pytest.raises(BadSource, match=r"^a\.csv, row 2: wrong\.$"), open_source(file):
        raise BadSource("wrong.", row=2)
