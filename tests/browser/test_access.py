"""Every public page in a real browser: axe, sideways scroll, CSP reports, foreign requests, and what a visit weighs."""

import gzip
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RIVIERDAM = ["lindenkwartier", "havenbuurt", "centrum", "stationsbuurt", "molenwijk", "t-hogeland", "sterrenbuurt"]
RIVIERDAM += ["krommenie-oost-en-assendelft-noordoosthoek", "de-weiden", "dijkzicht", "zoutgat-eiland"]
PAGES = [
    *(
        "/",
        "/mijn-buurt/",
        "/mijn-buurt/rivierdam/",
        "/mijn-buurt/locatie",
        "/mijn-buurt/rivierdam/lindenkwartier/straten/",
        "/mijn-buurt/rivierdam/lindenkwartier/wie-doet-wat/",
        "/mijn-buurt/oudveen/oudveen-dorp/wie-doet-wat/",
    ),
    *(f"/mijn-buurt/rivierdam/{slug}/" for slug in RIVIERDAM),
    *("/mijn-buurt/rivierdam/bedrijventerrein-de-grutto/", "/mijn-buurt/rivierdam/verspreide-huizen-bu99010204/"),
    *("/mijn-buurt/oudveen/oudveen-dorp/", "/mijn-buurt/oudveen/oudveen-buitengebied/"),
    *("/mijn-buurt/rivierdam/wijk/centrum-en-haven/", "/mijn-buurt/rivierdam/lindenkwartier/poster/"),
    *("/mijn-buurt/rivierdam/lindenkwartier/?vorige=bram-jansen", "/wijkagent/samira-el-amrani/"),
    *("/wijkagent/yusuf-demir/", "/wijkagent/lotte-brouwer/", "/wat-doet-de-wijkagent/", "/privacy/"),
    *("/cijfers/", "/cijfers/rivierdam-noord/", "/cijfers/rivierdam-zuid/", "/cijfers/oudveen/"),
    *("/toegankelijkheid/", "/hulp/", "/bestaat-niet/", "/mijn-buurt/zoek?q=Molenstraat", "/mijn-buurt/zoek?q=9928DD"),
    *("/mijn-buurt/zoek?q=9928DD+12", "/mijn-buurt/zoek?q=xqzwxqzw", "/mijn-buurt/zoek?q=12", "/mijn-buurt/zoek?q="),
    *("/mijn-buurt/zoek?q=Lindenkwartir", "/mijn-buurt/zoek?q=9999ZZ"),
]
MODES = {
    "phone-light": {"viewport": {"width": 360, "height": 640}, "color_scheme": "light"},
    "phone-dark": {"viewport": {"width": 360, "height": 640}, "color_scheme": "dark"},
    "desk-light": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
    "desk-dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
}
REPORT_CSP = (
    "addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective + e.blockedURI))"
)


@pytest.fixture
def demo(transactional_db):
    call_command("load_demo", verbosity=0)


@pytest.fixture
def open_pages(browser, live_server, demo):
    """Visit pages in one browser context; returns what went wrong, per page."""
    contexts = []

    def visit(paths, check, *, scripts=True, **context_options):
        context = browser.new_context(base_url=live_server.url, locale="nl-NL", **context_options)
        contexts.append(context)
        if not scripts:
            context.route("**/*.js", lambda route: route.abort())
        context.add_init_script(REPORT_CSP)
        page, wrong = context.new_page(), []
        page.on("console", lambda message: wrong.append(message.text) if "CSP" in message.text else None)
        page.on("request", lambda request: wrong.append(request.url) if is_foreign(request.url, live_server) else None)
        for path in paths:
            status = page.goto(path).status
            if (status == 404) != path.endswith("/bestaat-niet/") or status >= 500:
                wrong.append(f"{path}: {status}")
            wrong += [f"{path}: {finding}" for finding in check(page)]
        return wrong

    yield visit
    for context in contexts:
        context.close()


def is_foreign(url, live_server):
    return urlsplit(url)[:2] != urlsplit(live_server.url)[:2]


def axe_findings(page):
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]})
    return [
        f"{violation['id']} {node['target']} {node['failureSummary']}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]


def sideways(page):
    width = page.evaluate("document.documentElement.scrollWidth")
    return [f"{width} px wide"] if width > page.viewport_size["width"] else []


@pytest.mark.parametrize("mode", MODES)
def test_axe_finds_nothing_on_any_page(open_pages, mode):
    assert open_pages(PAGES, axe_findings, **MODES[mode]) == []


def test_axe_finds_nothing_without_scripts(open_pages):
    assert open_pages(PAGES, axe_findings, scripts=False, **MODES["phone-light"]) == []


def test_axe_finds_nothing_in_english(open_pages):
    assert open_pages([f"/en{path}" for path in PAGES], axe_findings, **MODES["desk-light"]) == []


def test_axe_would_find_a_picture_without_a_text(open_pages):
    def spoil(page):
        page.evaluate("document.querySelector('main').append(document.createElement('img'))")
        return axe_findings(page)

    assert any("image-alt" in finding for finding in open_pages(["/"], spoil, **MODES["desk-light"]))


def test_nothing_scrolls_sideways_at_320_pixels(open_pages):
    narrow = {"viewport": {"width": 320, "height": 640}}
    assert open_pages([*PAGES, *(f"/en{path}" for path in PAGES)], sideways, **narrow) == []


def test_a_first_visit_weighs_at_most_50_kilobytes(open_pages):
    weights = {}

    def weigh(page):
        def add(response):
            body = response.body()
            weights[response.url] = len(body) if response.url.endswith(".woff2") else len(gzip.compress(body, 6))

        page.on("response", add)
        page.goto("/mijn-buurt/rivierdam/havenbuurt/")
        page.wait_for_load_state("networkidle")
        return []

    assert open_pages(["/robots.txt"], weigh) == []
    assert len(weights) >= 4
    photos = sum(size for url, size in weights.items() if "/foto/" in url)
    assert sum(weights.values()) - photos <= 50_000, weights
