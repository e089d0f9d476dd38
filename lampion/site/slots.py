from lampion.kit.registers import declare_slot

declare_slot("home")
# What a visitor can do now, on the public home; gets the section.
declare_slot("front")
# Beneath it, side by side: short lists of what is open; gets the section.
declare_slot("front-acts")
