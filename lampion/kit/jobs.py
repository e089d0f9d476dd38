from lampion.kit import tasks
from lampion.kit.registers import every

every(24 * 60, "prune finished tasks", tasks.prune)
