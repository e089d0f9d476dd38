from datetime import timedelta

from lampion.contacts.actions import publish_first_consents
from lampion.kit.registers import demo
from lampion.kit.story import Story


def tell(story: Story) -> None:
    publish_first_consents(story.things["section"], at=story.now - timedelta(days=300))


demo(15, tell)
