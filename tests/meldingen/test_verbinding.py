"""What the site may reach of its own accord (SAFETY S18): listed hosts, at public addresses, without detours."""

import datetime
import socket
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.checks import run_checks

from meldingen.verwijzingen import verbinding
from meldingen.verwijzingen.verbinding import NoAnswer, Refused, fetch, is_public, place_of
from tests import partnerserver
from tests.partnerserver import Partnerserver

HOST = "meldingen.example.nl"
PUBLIC = "93.184.215.14"


@pytest.fixture
def partner(settings):
    with Partnerserver() as server:
        settings.PARTNER_HOSTS = [HOST, f"{HOST}:8443", server.host]
        yield server


def resolver(*answers):
    """A name server that gives the next of these lists of addresses each time, and the last one from then on."""
    asked = []

    def resolve(host, port, **how):
        asked.append(host)
        answer = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in answer]

    resolve.asked = asked
    return resolve


def connector(target=None):
    """Writes down where a connection would go; goes to `target` (host, port) instead, or nowhere."""

    def connect(address, timeout):
        connect.went.append(address)
        if target is None:
            raise ConnectionRefusedError
        return socket.create_connection(target, timeout=timeout)

    connect.went = []
    return connect


@pytest.mark.parametrize(
    ("adres", "place"),
    [
        (f"https://{HOST}/x", (True, HOST, 443, "/x")),
        (f"https://{HOST.upper()}:443", (True, HOST, 443, "/")),
        (f"https://{HOST}:8443/x?y=1", (True, HOST, 8443, "/x?y=1")),
    ],
)
def test_a_listed_host_is_reached_by_https(partner, adres, place):
    assert place_of(adres) == verbinding.Plaats(*place)


@pytest.mark.parametrize(
    "adres",
    [
        f"http://{HOST}/",
        f"https://{HOST}:444/",
        f"https://evil.{HOST}/",
        f"https://{HOST}.evil.nl/",
        f"https://{HOST}@evil.nl/",
        f"https://evil.nl\\@{HOST}/",
        f"https://evil.nl#@{HOST}/",
        f"https://u:p@{HOST}/",
        f"https://{HOST}/a b",
        f"https://{HOST}/\r\nX: y",
        "https://127.0.0.1/",
        "http://127.0.0.1/",
        "http://localhost/",
        "http://2130706433/",
        "https://2130706433/",
        "https://0177.0.0.1/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/",
        f"ftp://{HOST}/",
        "file:///etc/passwd",
        f"https://{HOST}:99999/",
        "https://",
        "",
    ],
)
def test_any_other_address_is_refused_without_a_connection(partner, adres):
    connect = connector()
    with pytest.raises(Refused):
        fetch("GET", adres, resolve=resolver([PUBLIC]), connect=connect)
    assert (connect.went, partner.connections) == ([], 0)


@pytest.mark.parametrize("entry", ["127.0.0.1", "2130706433", "0x7f.1", "localhost", "[::1]", "10.0.0.1:80", "*", ""])
def test_the_list_itself_cannot_name_an_address(settings, entry):
    settings.PARTNER_HOSTS = [entry]
    for adres in (f"https://{entry}/", f"http://{entry}/"):
        with pytest.raises(Refused):
            place_of(adres)
    assert [error.id for error in run_checks(tags=["meldingen"])] == ["meldingen.E001"]


def test_the_stand_in_of_tests_cannot_be_named_on_a_site_with_tls(partner, settings):
    assert fetch("GET", partner.adres("/open311/v2/requests.json?service_code=1")).status == 200
    assert run_checks(tags=["meldingen"]) == []
    settings.HTTPS = True
    with pytest.raises(Refused):
        fetch("GET", partner.adres())
    assert [error.id for error in run_checks(tags=["meldingen"])] == ["meldingen.E001"]
    assert partner.connections == 1


def test_the_stand_in_is_that_very_port_and_no_other(partner, settings):
    with Partnerserver() as other:
        for adres in (other.adres(), partner.adres().replace("127.0.0.1", "localhost")):
            with pytest.raises(Refused):
                fetch("GET", adres)
        assert (partner.connections, other.connections) == (0, 0)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "127.8.8.8",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "100.64.0.1",
            "169.254.169.254",
        ),
        *("192.0.2.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:93.184.215.14", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0::1"),
    ],
)
def test_a_name_with_an_address_that_is_not_public_is_not_reached(partner, address):
    assert not is_public(address)
    for addresses in ([address], [PUBLIC, address]):
        connect = connector()
        with pytest.raises(NoAnswer) as problem:
            fetch("POST", f"https://{HOST}/", resolve=resolver(addresses), connect=connect)
        assert (problem.value.code, problem.value.is_sent) == ("geen-openbaar-adres", False)
        assert (connect.went, partner.connections) == ([], 0)


def test_public_addresses_are_public():
    assert all(is_public(address) for address in (PUBLIC, "1.1.1.1", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"))


def test_a_name_that_points_home_the_second_time_is_asked_only_once(partner):
    resolve, connect = resolver([PUBLIC], ["127.0.0.1"]), connector()
    with pytest.raises(NoAnswer) as problem:
        fetch("GET", f"https://{HOST}/", resolve=resolve, connect=connect)
    assert problem.value.code == "geen-verbinding"
    assert (resolve.asked, connect.went, partner.connections) == ([HOST], [(PUBLIC, 443)], 0)


def test_a_redirect_to_this_machine_is_not_followed(partner, settings):
    with Partnerserver() as inside:
        settings.PARTNER_HOSTS.append(inside.host)  # even if it would be allowed
        partner.mood, partner.elsewhere = partnerserver.REDIRECT, inside.adres()
        assert fetch("POST", partner.adres(), body=b"{}").status == 302
        assert (partner.connections, inside.connections) == (1, 0)


def test_a_proxy_of_the_environment_is_not_used(partner, monkeypatch):
    with Partnerserver() as proxy:
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://{proxy.host}")
        assert fetch("GET", partner.adres("/open311/v2/requests.json?service_code=1")).status == 200
        assert (partner.connections, proxy.connections) == (1, 0)


def test_an_answer_is_read_up_to_64_kB(partner):
    partner.mood = partnerserver.HUGE
    with pytest.raises(NoAnswer) as problem:
        fetch("GET", partner.adres())
    assert (problem.value.code, problem.value.is_sent) == ("te-groot", True)


def test_who_gives_its_answer_by_drops_is_left_in_time(partner, settings, monkeypatch):
    """Each drop comes in time; all of them together do not."""
    monkeypatch.setattr(verbinding, "TOTAL", 1)
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def drip():
        peer, _address = listener.accept()
        with peer:
            while not over.wait(0.1):
                try:
                    peer.sendall(b"H")
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    host = f"127.0.0.1:{listener.getsockname()[1]}"
    settings.PARTNER_HOSTS = [host]
    with pytest.raises(NoAnswer) as problem:
        fetch("GET", f"http://{host}/")
    over.set()
    thread.join()
    listener.close()
    assert (problem.value.code, problem.value.is_sent) == ("te-laat", True)


def test_nobody_there_is_known_not_to_have_got_it(partner, settings):
    partner.close()
    with pytest.raises(NoAnswer) as problem:
        fetch("POST", partner.adres(), body=b"{}")
    assert (problem.value.code, problem.value.is_sent) == ("geen-verbinding", False)


# --- TLS --------------------------------------------------------------------------------------------------------------


def certificate(folder, name):
    """A certificate for a name, signed by itself; gives the paths of it and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / f"{name}.pem", folder / f"{name}.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
    return paths


def with_tls(partner, paths):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*paths)
    partner.server.socket = context.wrap_socket(partner.server.socket, server_side=True)


@pytest.mark.parametrize(("name", "is_trusted"), [(HOST, True), (HOST, False), ("other.example.nl", True)])
def test_the_certificate_must_be_trusted_and_of_that_name(partner, tmp_path, monkeypatch, name, is_trusted):
    """The connection goes to the address that was checked, here that of the stand-in; the name is what TLS asks for."""
    paths = certificate(tmp_path, name)
    with_tls(partner, paths)
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(paths[0]))
    connect = connector(partner.server.server_address)

    def go():
        return fetch("GET", f"https://{HOST}/open311/v2/requests.json?service_code=1", resolve=resolver([PUBLIC]),
                     connect=connect)  # fmt: skip

    if name == HOST and is_trusted:
        assert go().status == 200
        assert dict(partner.requests[0][2])["Host"] == HOST
    else:
        with pytest.raises(NoAnswer) as problem:
            go()
        assert (problem.value.code, problem.value.is_sent) == ("geen-tls", False)
        assert partner.requests == []
    assert connect.went == [(PUBLIC, 443)]
