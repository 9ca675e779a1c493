"""What search engines read about an officer, in the words of schema.org."""

from django.conf import settings

from agenten.vcard import POLICE_PHONE


def describe_wijkagent(agent, gebieden):
    """A Person, with only what is public. Source: schema.org Person."""
    url = settings.SITE_URL + agent.persoon.pad
    person = {
        "@context": "https://schema.org",
        "@type": "Person",
        "@id": url,
        "url": url,
        "name": agent.persoon.naam,
        "jobTitle": [str(taak) for taak in agent.taken],
        "knowsLanguage": agent.wijkagent.talen,
        "workLocation": [{"@type": "AdministrativeArea", "name": gebied.naam} for gebied in gebieden],
        "contactPoint": {"@type": "ContactPoint", "telephone": POLICE_PHONE},
        "sameAs": [profiel.url for profiel in agent.profielen],
    }
    if agent.persoon.foto:
        person["image"] = settings.SITE_URL + agent.persoon.foto
    if agent.wijkagent.basisteam:
        person["worksFor"] = {"@type": "Organization", "name": agent.wijkagent.basisteam.naam}
    return {key: value for key, value in person.items() if value}
