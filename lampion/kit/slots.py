from lampion.kit.registers import declare_slot

for name in (
    "theme", "brand", "menu", "account", "footer", "embed-foot", "office-menu", "notices",
):  # fmt: skip
    declare_slot(name)
