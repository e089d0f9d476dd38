from lampion.kit.registers import declare_slot

# Each gets a case: its public page, what can be done there, its page at the secretariat, its page for a group that stands by it (and group).
declare_slot("case-page")
declare_slot("case-acts")
declare_slot("case-office")
declare_slot("cases-office")
declare_slot("case-group")
