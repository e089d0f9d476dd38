from lampion.groups.models import GroupImport
from lampion.kit.registers import every

every(24 * 60, "empty lists of groups left for a week", GroupImport.sweep)
