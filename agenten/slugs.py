"""The address of an officer's page: made from the public name, and an old one keeps working."""

from django.utils.text import slugify

from agenten.models import OudAdres, Wijkagent

LONGEST = 90  # leaves room for a number


def slug_for(name, wijkagent=None):
    """A free slug for a name. One that another officer has or had is not free: an old link must not lead elsewhere."""
    wanted = slugify(name)[:LONGEST].strip("-") or "wijkagent"
    taken = taken_slugs(wanted, wijkagent)
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def taken_slugs(begin, wijkagent=None):
    pk = wijkagent and wijkagent.pk
    now = Wijkagent.objects.filter(slug__startswith=begin).exclude(pk=pk).values_list("slug", flat=True)
    before = OudAdres.objects.filter(slug__startswith=begin).exclude(wijkagent=pk).values_list("slug", flat=True)
    return {*now, *before}


def is_free(slug, wijkagent):
    return slug not in taken_slugs(slug, wijkagent)


def save_with_slug(wijkagent):
    """Save an officer; the slug follows the public name unless it was set by hand, and the old one keeps working.

    Hiding the surname takes it out of the address too. Call it inside a transaction.
    """
    old = Wijkagent.objects.filter(pk=wijkagent.pk).first() if wijkagent.pk else None
    has_new_name = old and old.publieke_naam != wijkagent.publieke_naam and old.slug == wijkagent.slug
    if has_new_name or not wijkagent.slug:
        wijkagent.slug = slug_for(wijkagent.publieke_naam, wijkagent)
    wijkagent.save()
    if old and old.slug != wijkagent.slug:
        OudAdres.objects.filter(slug=wijkagent.slug).delete()
        OudAdres.objects.get_or_create(slug=old.slug, defaults={"wijkagent": wijkagent})
