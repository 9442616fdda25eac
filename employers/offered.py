"""The skills that a host chooses among, with what their levels describe."""

from django.db.models import Case, QuerySet, Value, When

from core.compiled import Compiled, keep_ready
from skills.models import Framework, LevelDescriptor, Skill
from skills.services import CORE


def _of_framework(code: str) -> QuerySet[Framework]:
    own = Case(When(code=code, then=Value(0)), default=Value(1))
    return Framework.objects.order_by(own, "-pk")[:1]


FRAMEWORK = Compiled(_of_framework)
SKILLS = Compiled(lambda framework: Skill.objects.filter(framework=framework))
LEVELS = Compiled(lambda framework: LevelDescriptor.objects.filter(skill__framework=framework))


def offered_skills() -> list[Skill]:
    """The skills to choose from: those of the house's own framework, or of the newest there is."""
    framework = FRAMEWORK.first(code=CORE.code)
    if framework is None:
        return []
    skills = list(SKILLS.all(framework=framework.pk))
    levels: dict[int, list[LevelDescriptor]] = {skill.pk: [] for skill in skills}
    for level in LEVELS.all(framework=framework.pk):
        levels[level.skill_id].append(level)
    for skill in skills:
        rows = LevelDescriptor.objects.all()
        rows._result_cache = levels[skill.pk]  # as after prefetch_related
        keep_ready(skill, levels=rows)
    return skills
