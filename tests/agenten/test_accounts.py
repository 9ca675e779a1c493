"""Handles of social accounts, and the links that we make of them."""

import pytest
from django.core.exceptions import ValidationError

from agenten.accounts import clean_handle, profile_url


@pytest.mark.parametrize(
    ("netwerk", "typed", "handle", "url"),
    [
        ("x", " @WA_Samira ", "WA_Samira", "https://x.com/WA_Samira"),
        ("instagram", "wijkagent.samira/", "wijkagent.samira", "https://www.instagram.com/wijkagent.samira"),
        ("facebook", "PolitieNoord", "PolitieNoord", "https://www.facebook.com/PolitieNoord"),
        ("mastodon", "samira@Social.Example", "@samira@social.example", "https://social.example/@samira"),
        ("bluesky", "@Samira.Example", "samira.example", "https://bsky.app/profile/samira.example"),
    ],
)
def test_a_handle_becomes_a_link_of_ours(netwerk, typed, handle, url):
    assert clean_handle(netwerk, typed) == handle
    assert profile_url(netwerk, handle) == url


@pytest.mark.parametrize(
    ("netwerk", "typed"),
    [
        ("x", "a" * 16),
        ("x", "samira-el"),
        ("x", "samira\n"),
        ("x", "ſamira"),
        ("x", ""),
        ("instagram", "a/b"),
        ("instagram", ".samira"),
        ("facebook", "https://evil.example"),
        ("facebook", "javascript:alert(1)"),
        ("mastodon", "samira"),
        ("mastodon", "@samira@localhost"),
        ("mastodon", "@samira@evil.example/x"),
        ("mastodon", "@sam@ira@social.example"),
        ("bluesky", "samira"),
        ("bluesky", "samira.example/..//evil"),
        ("myspace", "samira"),
    ],
)
def test_anything_else_is_refused_and_never_becomes_a_link(netwerk, typed):
    assert profile_url(netwerk, typed) == ""
    if typed.strip() == typed:
        with pytest.raises(ValidationError):
            clean_handle(netwerk, typed)
