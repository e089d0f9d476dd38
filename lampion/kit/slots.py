from lampion.kit.registers import declare_slot

for name in (
    "theme", "brand", "menu", "account", "footer", "embed-foot", "office-menu",
    "office-section", "office-form", "notices",
):  # fmt: skip
    declare_slot(name)
