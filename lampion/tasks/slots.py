from lampion.kit.registers import declare_slot

declare_slot("task-page")
