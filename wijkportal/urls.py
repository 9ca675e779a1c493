from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from meldingen.views.koppeling import adressen as koppeling
from wijkportal import errors, views

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error

urlpatterns = [
    path("admin/", admin.site.urls),
    path("partner/api/v1/", include(koppeling)),
    path("partner/", include("meldingen.partner_urls")),
    path("gezond/live", views.live, name="live"),
    path("gezond/klaar", views.ready, name="ready"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-<slug:name>.xml", views.sitemap_piece, name="sitemap_piece"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("mijn-buurt/zoek", views.zoek, name="zoek"),
        path("mijn-buurt/<slug:gemeente>/wijk/<slug:wijk>/", views.wijk, name="wijk"),
        path("", include("agenten.urls")),
        path("", include("meldingen.urls")),
        path("mijn-buurt/", include("buurten.urls")),
        path("mijn-buurt/<slug:gemeente>/<slug:buurt>/", views.buurt, name="buurt"),
        path("mijn-buurt/<slug:gemeente>/<slug:buurt>/wie-doet-wat/", views.wie_doet_wat, name="wie_doet_wat"),
        prefix_default_language=False,
    ),
]
