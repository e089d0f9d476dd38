from lampion.kit.registers import declare_slot

declare_slot("group-page")
declare_slot("group-home")
declare_slot("group-menu")
declare_slot("office-group")
