"""Who wrote for somebody hears what became of them: the letter network, of the news of a case."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.cases.loop import Audience, Listener, audience
from lampion.letters.models import Asked, NewsRefusal, Writer
from lampion.letters.models.refusal import news_way_out

PIECE = 500


def listeners(case: int) -> Iterable[Listener]:
    """Writers who were asked for a letter of the case, said yes, and neither left nor rest nor want no news of it."""
    asked = Asked.objects.filter(
        writer=OuterRef("pk"), appeal__case=case, queued_at__isnull=False, dropped_at=None
    )
    refused = NewsRefusal.objects.filter(writer=OuterRef("pk"), case=case)
    known = Writer.objects.reachable(timezone.localdate()).filter(Exists(asked), ~Exists(refused))
    last = 0
    while found := list(known.filter(pk__gt=last).select_related("person").order_by("pk")[:PIECE]):
        last = found[-1].pk
        for writer in found:
            if writer.to:
                yield Listener(
                    writer.to,
                    writer.language,
                    news_way_out(writer.pk, case),
                    f"writer:{writer.pk}",
                )


audience(Audience("letter-network", 30, _("the letter network"), listeners))
