from lampion.kit.registers import declare_slot

# Under the newcomers' form; the panels get its section.
declare_slot("asking")
