"""The database refuses a sealed ballot once a scrutineer has opened, an open one in a secret vote, and new keys."""

from django.db import migrations

from lampion.kit.triggers import refuse

OPENED = "(SELECT opened_at FROM decisions_proposal WHERE id = {}) IS NOT NULL"
OF_VOTER = "(SELECT proposal_id FROM decisions_voter WHERE id = NEW.voter_id)"
OF_BOX = "(SELECT proposal_id FROM decisions_box WHERE id = NEW.box_id)"
SEAL_OFF = (
    "NEW.sealed <> '' AND EXISTS (SELECT 1 FROM decisions_scrutineer s JOIN decisions_box b ON b.id = s.box_id"
    f" WHERE s.opened_at IS NOT NULL AND b.proposal_id = {OF_VOTER})"
)
IN_SECRET = f"EXISTS (SELECT 1 FROM decisions_box WHERE proposal_id = {OF_VOTER})"
SEALED, CHOSEN, KEY = (
    f"UPDATE OF {columns}"
    for columns in ("sealed, voter_id", "choice, voter_id", "public_key, person_id")
)
NEW_KEY = f"NEW.public_key <> '' AND {OPENED.format(OF_BOX)}"


class Migration(migrations.Migration):
    dependencies = [("decisions", "0010_secret")]
    operations = [
        refuse("decisions_sealedballot", "secret", "INSERT", SEALED, when=SEAL_OFF),
        refuse("decisions_ballot", "secret", "INSERT", CHOSEN, when=IN_SECRET),
        refuse("decisions_box", "secret", "INSERT", when=OPENED.format("NEW.proposal_id")),
        refuse("decisions_scrutineer", "secret", "INSERT", KEY, when=NEW_KEY),
    ]
