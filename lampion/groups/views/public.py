import json
from itertools import groupby

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from lampion.groups.models import Group, LifeStage, Stage
from lampion.sections.caching import kept_while_unchanged
from lampion.sections.home import home_section, section_of


@login_not_required
@require_GET
@kept_while_unchanged
def group_list(request: HttpRequest) -> HttpResponse:
    section = home_section(request)
    groups = Group.objects.open_to_newcomers().of(section)
    letters = [
        (letter, list(entries))
        for letter, entries in groupby(groups, key=lambda group: group.name_key[:1].upper() or "#")
    ]
    return render(request, "groups/group_list.html", {"section": section, "letters": letters})


@login_not_required
@require_GET
@kept_while_unchanged
def group_page(
    request: HttpRequest, number: int, slug: str | None = None, code: str | None = None
) -> HttpResponse:
    section = section_of(request, code)
    groups = Group.objects.public().select_related("picture")
    group = get_object_or_404(groups, section=section, number=number)
    group.section = section
    url = group.get_absolute_url()
    if slug != group.slug:
        return redirect(url, permanent=True)
    stage = LifeStage.objects.get(group=group, until=None)
    return render(
        request,
        "groups/group_page.html",
        {
            "group": group,
            "section": section,
            "stage": stage,
            "asleep": stage.stage == Stage.DORMANT,
            "places": served_places(group),
            "canonical": settings.SITE_URL + url,
            "structured": structured(group, settings.SITE_URL + url),
        },
    )


def served_places(group: Group) -> list[str]:
    """Return the names of the localities served, one per postcode, the group's own first."""
    territory = group.section.territory
    names = [group.locality_name]
    for postcode in group.served_postcodes():
        found = territory.by_postcode(postcode)
        if found and postcode != group.postcode:
            names.append(found[0].name)
    return list(dict.fromkeys(names))


def structured(group: Group, url: str) -> str:
    """Return the schema.org description of the group as JSON that is safe inside a script element."""
    data = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": group.name,
        "url": url,
        "areaServed": served_places(group),
        "location": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                **({"postalCode": group.postcode} if group.postcode else {}),
                "addressLocality": group.locality_name,
                "addressCountry": group.section.country.upper(),
            },
        },
        "parentOrganization": {"@type": "NGO", "name": group.section.name},
    }
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
