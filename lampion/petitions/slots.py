from lampion.kit.registers import declare_slot

# Each gets a petition: its public page, its page at the secretariat; the last one a group and its open petitions.
declare_slot("petition-page")
declare_slot("petition-office")
declare_slot("petition-group")
