"""The gallery: every component and class, in development only."""

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

MARKDOWN = """# A heading that becomes an h2

Some **strong** words, *a stress*, and [a link](https://example.org).

- one
- two

> What somebody said.
"""


class SampleForm(forms.Form):
    """One field of each kind, filled in wrongly."""

    name = forms.CharField(label="Name", max_length=60)
    email = forms.EmailField(label="E-mail", help_text="Only to answer you.")
    phone = forms.CharField(label="Telephone", required=False)
    intent = forms.ChoiceField(
        label="What would you like?",
        choices=[("join", "Join a group"), ("create", "Create a group"), ("ask", "Ask something")],
        widget=forms.RadioSelect,
    )
    days = forms.MultipleChoiceField(
        label="When are you free?",
        required=False,
        choices=[("week", "On weekdays"), ("weekend", "At the weekend")],
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(label="Language", choices=[("fr", "French"), ("nl", "Dutch")])
    message = forms.CharField(label="Message", widget=forms.Textarea(attrs={"rows": 5}))
    picture = forms.FileField(label="Picture", required=False)
    news = forms.BooleanField(label="Send me news now and then.", required=False)
    website = forms.CharField(
        required=False,
        label="Leave this empty",
        widget=forms.TextInput(attrs={"class": "trap", "tabindex": "-1", "autocomplete": "off"}),
    )


@login_not_required
@require_GET
def components(request: HttpRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    paginator = Paginator(range(240), 20)
    return render(
        request,
        "kit/components.html",
        {
            "form": SampleForm(),
            "wrong": SampleForm(
                {"w-email": "somebody", "w-intent": "join", "w-news": "on"}, prefix="w"
            ),
            "page": paginator.get_page(request.GET.get("page")),
            "markdown_sample": MARKDOWN,
        },
    )
