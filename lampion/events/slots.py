from lampion.kit.registers import declare_slot

# What is done at an event: the panels get it, on its page for the group that holds it.
declare_slot("event-page")
