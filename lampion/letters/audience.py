"""Who wrote for somebody hears what became of them: the letter network, of the news of a case."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.cases.loop import Audience, Listener, audience
from lampion.letters.models import Asked, NewsRefusal, Writer
from lampion.letters.models.refusal import news_way_out


def listeners(case: int, after: str, most: int) -> Sequence[Listener]:
    """Writers who were asked for a letter of the case, said yes, and neither left nor rest nor want no news of it."""
    asked = Asked.objects.filter(
        writer=OuterRef("pk"), appeal__case=case, queued_at__isnull=False, dropped_at=None
    )
    refused = NewsRefusal.objects.filter(writer=OuterRef("pk"), case=case)
    mailed = Q(person__email__isnull=False) | ~Q(email="")
    known = Writer.objects.reachable(timezone.localdate()).filter(
        Exists(asked), ~Exists(refused), mailed, pk__gt=int(after or 0)
    )
    return [
        Listener(
            writer.to,
            writer.language,
            news_way_out(writer.pk, case),
            key=f"writer:{writer.pk}",
            place=str(writer.pk),
        )
        for writer in known.select_related("person").order_by("pk")[:most]
    ]


audience(Audience("letter-network", 30, _("the letter network"), listeners))
