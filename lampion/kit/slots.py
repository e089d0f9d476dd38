from lampion.kit.registers import declare_slot

for name in ("theme", "brand", "menu", "account", "footer", "embed-foot", "office-menu"):
    declare_slot(name)
