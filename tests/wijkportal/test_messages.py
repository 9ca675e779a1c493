"""English is complete: every text of the code has a translation, and the compiled file is the one of the source."""

import ast

from wijkportal.management.commands.update_messages import (
    CATALOGUE,
    KEYWORDS,
    compiled,
    extracted,
    missing,
    read_catalogue,
    source_files,
)


def ids(catalogue):
    return {(message.context, message.id) for message in catalogue if message.id}


def test_every_text_is_in_the_catalogue_and_nothing_else():
    assert ids(read_catalogue()) == ids(extracted())


def test_every_text_has_an_english_translation_with_the_same_placeholders():
    assert missing(read_catalogue()) == []


def test_the_compiled_catalogue_is_that_of_the_source():
    assert CATALOGUE.with_suffix(".mo").read_bytes() == compiled(read_catalogue())


def test_a_template_text_is_found():
    assert "Naar de inhoud" in {message.id for message in extracted()}


def calls_inside_fstrings(tree):
    inside = [call for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for call in ast.walk(node)]
    return [call for call in inside if isinstance(call, ast.Call) and getattr(call.func, "id", "") in KEYWORDS]


def test_no_text_stands_inside_an_fstring_where_it_would_not_be_found():
    sources = [path for path in source_files() if path.suffix == ".py"]
    assert {path.name for path in sources if calls_inside_fstrings(ast.parse(path.read_text()))} == set()
