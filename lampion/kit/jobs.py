from lampion.kit import tasks
from lampion.kit.registers import every

every(60, "prune finished tasks", tasks.prune)
