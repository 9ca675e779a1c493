"""A form as a browser would send it, read from its page."""

from html.parser import HTMLParser


class Filled(HTMLParser):
    """What a browser would send of the form on a page: name -> value, or the list of values."""

    def __init__(self, response):
        super().__init__()
        self.data, self.area, self.select = {}, None, None
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name, kind = given.get("name"), given.get("type")
        if tag == "textarea":
            self.area, self.data[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given:
            self.data[self.select] = given["value"]
        elif tag == "input" and name and kind not in ("submit", "file"):
            if kind != "checkbox":
                self.data[name] = given.get("value", "")
            elif "checked" in given:
                self.data.setdefault(name, []).append(given.get("value", "on"))

    def handle_endtag(self, tag):
        self.area = None if tag == "textarea" else self.area

    def handle_data(self, text):
        if self.area:
            self.data[self.area] += text.removeprefix("\n") if not self.data[self.area] else text
