from lampion.kit.registers import declare_slot

for name in ("theme", "brand", "menu", "account", "footer", "office-menu", "notices"):
    declare_slot(name)
