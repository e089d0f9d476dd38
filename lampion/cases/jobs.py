from lampion.cases import following_jobs
from lampion.cases.models import Opening
from lampion.kit.registers import every

every(1, "open the cases whose embargo is over", Opening.open_due)
following_jobs.repeat_all()
