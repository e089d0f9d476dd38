from lampion.contacts.actions import mail_returned
from lampion.contacts.models import Failure, WayOut
from lampion.kit.registers import every, returned_mail

every(24 * 60, "forget old ways out of the news", WayOut.sweep)
every(24 * 60, "forget old failures of addresses", Failure.sweep)
returned_mail(mail_returned)
