from lampion.news.models.mailing import Changed, Frozen, Mailing, MailingPicture
from lampion.news.models.phase import Phase, Step
from lampion.news.models.recipient import Recipient

__all__ = ["Changed", "Frozen", "Mailing", "MailingPicture", "Phase", "Recipient", "Step"]
