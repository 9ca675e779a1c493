"""Files in the form of the police open-data API, and a command that reads them; see conftest.py for the fixtures."""


def point(position):
    return {"longitude": position[0], "latitude": position[1]}


def agent(number=1, **fields):
    return {
        "uid": f"uid-{number}",
        "naam": f"Jan{number} de Vries",
        "twitter": {"accountNaam": f"@wijk_{number}"},
        "instagramUrl": None,
        "facebookUrl": "",
        "telefoon": "06-12345678",
        "afbeelding": {"url": "https://voorbeeld.invalid/een.jpg"},
        "werkgebied": "Noord",
        "extraInformatie": "<p>Ik ben er &amp; luister.</p><script>alert(1)</script>",
        "locaties": [],
        **fields,
    }


def envelope(*rows, last=True, offset=0, name="wijkagenten"):
    return {"iterator": {"last": last, "offset": offset}, name: list(rows)}
