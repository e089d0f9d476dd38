from lampion.kit.registers import declare_slot

# Below what somebody chooses with the private link of a mail; the panels get its token.
declare_slot("subscriptions")
