"""What can be earned in one challenge: a snapshot, in a new version when the challenge changes.

Nothing in it names the host: whether its name is seen is the host's choice, made at sign-off and
changeable later, and a signed file cannot be changed. The host stands in it as what it is.
"""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override, to_locale

import openbadges as ob
from credentials.models import Achievement
from credentials.services.signing import profile_of, url_of
from employers.models import Challenge, Employer, Grouping
from employers.wording import ChallengeWording
from skills.models import LevelDescriptor, Skill

ESCO = "http://data.europa.eu/esco/"
SELF = "-self"


@transaction.atomic
def define_achievement(challenge: Challenge) -> Achievement:
    """What ``challenge`` gives, as it stands now; the version before where nothing has changed.

    The skills are those of the challenge (R71), each with its four levels as a result that can be
    achieved, aligned to ESCO by address and to other frameworks by name.
    """
    challenge = (
        Challenge.objects.select_for_update(no_key=True, of=("self",))
        .select_related("institution", "employer")
        .get(pk=challenge.pk)
    )
    last = Achievement.objects.filter(challenge=challenge).order_by("-version").first()
    if last is not None and _drawn_up(challenge, last.public_id, last.version) == last.document:
        return last
    version = last.version + 1 if last else 1
    public_id = uuid.uuid4()
    document = _drawn_up(challenge, public_id, version)
    return Achievement.objects.create(
        public_id=public_id,
        institution=challenge.institution,
        challenge=challenge,
        version=version,
        name=document["name"],
        description=document["description"],
        criteria=document["criteria"]["narrative"],
        document=document,
    )


def address_of(public_id: uuid.UUID) -> str:
    """The id of an achievement, and where it is served."""
    return url_of("credentials", "achievements", public_id)


def picture_of(public_id: uuid.UUID, family: str, step: int) -> str:
    """The address of the badge's picture with ``step`` holds lit."""
    return f"{address_of(public_id)}/{family}-{step}.svg"


def result_id(achievement_id: str, skill_code: str) -> str:
    """The id of a skill's ResultDescription."""
    return f"{achievement_id}#{skill_code}"


def level_id(achievement_id: str, skill_code: str, level: int) -> str:
    """The id of one level of a skill's rubric."""
    return f"{result_id(achievement_id, skill_code)}-{level}"


def self_result_id(achievement_id: str, skill_code: str) -> str:
    """The id of what a student may add: the step that she gave herself in a skill."""
    return result_id(achievement_id, skill_code) + SELF


def host_in_words(employer: Employer) -> str:
    """``small or medium firm (Retail)``: what a host is, without its name."""
    kind = str(employer.get_kind_display())
    return f"{kind} ({employer.sector})" if employer.sector else kind


def length_in_words(challenge: Challenge) -> str:
    """``1 day``."""
    return ChallengeWording(challenge).length


def frameworks_in_words(skills: list[Skill]) -> str:
    """``Foothold behaviours 1.0``: whose steps these are, with the version."""
    return ", ".join(sorted({str(skill.framework) for skill in skills}))


def skills_of(challenge: Challenge) -> list[Skill]:
    """The skills with their framework and their levels in the institution's language."""
    rows = challenge.skills.select_related("framework").order_by("code")
    return list(rows.with_levels(_language(challenge)))


def _language(challenge: Challenge) -> str:
    """The language of levels: the institution's where its skills have it, else English."""
    wanted = challenge.institution.language.split("-")[0]
    here = LevelDescriptor.objects.filter(
        skill__in=challenge.skills.values("pk"), language=wanted
    ).exists()
    return wanted if here else "en"


def _drawn_up(challenge: Challenge, public_id: uuid.UUID, version: int) -> dict[str, Any]:
    """The achievement as it stands inside each credential."""
    with override(challenge.institution.language):
        return _achievement(challenge, public_id, version)


def _achievement(challenge: Challenge, public_id: uuid.UUID, version: int) -> dict[str, Any]:
    skills = skills_of(challenge)
    names = ", ".join(skill.plain_name for skill in skills)
    about = {
        "scheme": challenge.institution.scheme_name,
        "length": length_in_words(challenge),
        "host": host_in_words(challenge.employer),
        "skills": names,
    }
    if challenge.grouping == Grouping.SOLO:
        description = _(
            "A real problem of a %(host)s, worked on alone. %(scheme)s of %(length)s, "
            "assessed on: %(skills)s."
        )
    else:
        description = _(
            "A real problem of a %(host)s, worked on in a team. %(scheme)s of %(length)s, "
            "assessed on: %(skills)s."
        )
    criteria = _(
        "Given for what was seen, not for being there. The person at the host who ran the work "
        "chose, for each skill, the step that says what this person did. Steps: %(frameworks)s."
    ) % {"frameworks": frameworks_in_words(skills)}
    at = address_of(public_id)
    document = ob.achievement_document(
        ob.Achievement(
            at,
            challenge.credential_name,
            description % {**about, "scheme": about["scheme"].capitalize()},
            criteria,
            criteria_url=at,
            version=str(version),
            language=to_locale(challenge.institution.language).replace("_", "-"),  # en-GB
            image=ob.Image(picture_of(public_id, skills[0].family, 0)) if skills else None,
            creator=profile_of(challenge.institution),
            tags=[skill.plain_name for skill in skills],
            alignments=[alignment for skill in skills for alignment in _alignments(skill)],
            result_descriptions=[
                *(_result_description(at, skill) for skill in skills),
                *(_self_description(at, skill) for skill in skills),
            ],
        )
    )
    del document["@context"]
    return document


def _result_description(achievement_id: str, skill: Skill) -> ob.ResultDescription:
    steps = ob.Alignment(
        skill.plain_name,
        result_id(achievement_id, skill.code),
        framework=str(skill.framework),
        code=skill.code,
    )
    return ob.ResultDescription(
        result_id(achievement_id, skill.code),
        skill.plain_name,
        levels=[
            ob.Level(
                level_id(achievement_id, skill.code, row.level),
                row.name,
                str(row.level),
                description=row.behaviour,
                points=str(row.level),
            )
            for row in skill.levels.all()
        ],
        alignments=[steps, *_alignments(skill)],
    )


def _self_description(achievement_id: str, skill: Skill) -> ob.ResultDescription:
    """The same steps as the student sees herself: in a badge only where she puts it there."""
    return ob.ResultDescription(
        self_result_id(achievement_id, skill.code),
        _("%(skill)s, as the student rated it herself") % {"skill": skill.plain_name},
        type="ext:SelfRating",
        allowed_values=[str(row.level) for row in skill.levels.all()],
    )


def _alignments(skill: Skill) -> list[ob.Alignment]:
    """ESCO by address, others by name and page."""
    found = []
    if skill.uri:
        framework = "ESCO" if skill.uri.startswith(ESCO) else skill.framework.name
        found.append(ob.Alignment(skill.name, skill.uri, framework=framework, code=skill.code))
    found += [
        ob.Alignment(row["name"], row["url"], framework=row["framework"])
        for row in skill.alignments
        if row.get("url")
    ]
    return found
