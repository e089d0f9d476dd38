from django.db import migrations

from lampion.kit.triggers import refuse

PUBLISHED = (
    "EXISTS (SELECT 1 FROM petitions_petition p"
    " WHERE p.id = {row}.petition_id AND p.published_at IS NOT NULL)"
)
OPEN = (
    "EXISTS (SELECT 1 FROM petitions_petition p"
    " WHERE p.id = NEW.petition_id AND p.published_at IS NOT NULL AND p.closed_at IS NULL)"
)
WORDS = "UPDATE OF case_id, section_id, number, addressee, agreed_by, agreed_on, by_id, published_at"


class Migration(migrations.Migration):
    dependencies = [("petitions", "0001_initial")]

    operations = [
        # People sign what it says: a change of words is a new petition.
        refuse("petitions_petitiontext", "frozen", "INSERT", when=PUBLISHED.format(row="NEW")),
        refuse(
            "petitions_petitiontext", "frozen", "UPDATE", "DELETE", when=PUBLISHED.format(row="OLD")
        ),
        refuse("petitions_petition", "frozen", WORDS, "DELETE", when="OLD.published_at IS NOT NULL"),
        # What is closed stays closed, and takes no signature.
        refuse(
            "petitions_petition", "closed", "UPDATE OF closed_at", when="OLD.closed_at IS NOT NULL"
        ),
        refuse("petitions_signature", "closed", "INSERT", when=f"NOT {OPEN}"),
    ]
