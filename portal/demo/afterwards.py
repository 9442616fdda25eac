"""What happens in the demo after a day: lines, signatures, badges and those who rely on them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from credentials import services as credentials
from credentials.models import Credential
from employers import services as employers
from employers.models import Member
from placements import services as placements
from placements.cases import offered
from placements.codebook import CODEBOOK, VERSION
from placements.models import Assessment, Came, Placement, SignOff, StepQuestion, Team
from placements.services.survey import said_by_host
from placements.states import SignOffState
from portal.demo.content import after, types
from portal.demo.moments import Act, Moments

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
CHECKED = "Read the lines against the steps and rang the host. The steps stand."


NOT_NOW = "corran-damp"  # whose host would rather not: a sector not yet heard
THERE = ("came", "late", "part")
KEEP = "Keep the hour with customers. Send the background a day sooner."


def _said(number: int) -> dict[str, int]:
    """Somebody's answers to the survey; nobody’s are all the same."""
    scale = (5, 4, 5, 3, 4, 0, 5, 2)
    items = CODEBOOK[VERSION]
    return {item.name: scale[(number + n) % len(scale)] for n, item in enumerate(items)}


def _practised(brief: types.Challenge) -> dict[str, int]:
    """What somebody says who is right about the first case and a step too kind in the second."""
    first, second = offered(brief.skills, ())
    return {first.code: first.expected, second.code: min(second.expected + 1, 4)}


class Afterwards(Moments):
    """The acts from the first reflection to the last employer who relies on a badge."""

    def _placement(self, brief: types.Challenge, key: str) -> Placement:
        return Placement.objects.select_related("student__user", "challenge").get(
            challenge=self._row(brief), student__email=self.cast.students[key].email
        )

    def _look_back(self, brief: types.Challenge, outcome: after.Outcome) -> None:
        placement = self._placement(brief, outcome.student)
        own = dict(outcome.self_levels)
        lines = {
            "used": outcome.used,
            "surprised": outcome.surprised,
            "take_back": outcome.take_back,
            "became": outcome.became,
            "back": outcome.back,
        }
        if own:
            levels = {self.cast.skills[code]: own.get(code, 0) for code in brief.skills}
            placements.rate_self(placement=placement, levels=levels)
        if any(lines.values()):
            placements.reflect(placement=placement, **lines)

    def _sign_off(self, brief: types.Challenge, word: after.SignOff) -> None:
        supervisor = self.cast.people[brief.supervisor]
        if word.practised and not placements.has_practised(supervisor):
            placements.practise(
                member=supervisor,
                institution=self._row(brief).institution,
                levels=_practised(brief),
            )
        by_team: dict[int, dict[Placement, placements.Seen]] = {}
        for outcome in word.outcomes:
            placement = self._placement(brief, outcome.student)
            seen = placements.Seen(
                came=Came(outcome.attendance),
                note=outcome.attendance_note,
                levels={self.cast.skills[code]: level or 0 for code, level in outcome.levels},
                lines={self.cast.skills[code]: line for code, line in outcome.evidence},
            )
            assert placement.team_id is not None
            by_team.setdefault(placement.team_id, {})[placement] = seen
        for team_id, seen_of_team in by_team.items():
            placements.sign_off(
                team=Team.objects.select_related("challenge", "institution").get(pk=team_id),
                supervisor=supervisor,
                seen=seen_of_team,
                useful=word.useful,
                grounded=word.grounded,
                signed_name=supervisor.name,
                use_on_monday=word.on_monday,
                shared_evidence=word.shared_evidence,
                reach=word.reach,
                thanks=word.thanks,
                by=supervisor.user,
            )
        employers.tell_effort(challenge=self._row(brief), minutes=sum(word.minutes))

    def _ask_about_step(self, brief: types.Challenge, asked: after.Asked) -> None:
        skill = self.cast.skills[asked.skill]
        step = Assessment.objects.select_related("sign_off").get(
            placement=self._placement(brief, asked.student), skill=skill
        )
        placements.ask_supervisor(
            assessment=step, words=asked.words, reads_like=asked.reads_like, by=self._desk(brief)
        )

    def _step_question(self, brief: types.Challenge) -> StepQuestion:
        question: StepQuestion = StepQuestion.objects.get(
            assessment__placement__challenge=self._row(brief)
        )
        return question

    def _answer_about_step(self, brief: types.Challenge, asked: after.Asked) -> None:
        supervisor = self.cast.people[brief.supervisor]
        placements.answer_question(
            question=self._step_question(brief), answer=asked.answer, by=supervisor.user
        )

    def _settle(self, brief: types.Challenge, asked: after.Asked | None) -> None:
        by = self._desk(brief)
        if asked:
            placements.decide_step(
                question=self._step_question(brief), change=False, reason=asked.reason, by=by
            )
        for signed in SignOff.objects.filter(
            team__challenge=self._row(brief), state=SignOffState.MODERATION
        ):
            placements.settle_outcome(sign_off=signed, by=by, note=CHECKED)
        placements.work_out_how_they_rate(institution=self._row(brief).institution)

    def _badges(self, brief: types.Challenge, word: after.SignOff, at: datetime) -> Iterator[Act]:
        """What owners and hosts do with the badges once they are there."""
        for number, outcome in enumerate(word.outcomes):
            yield Act(at + number * 7 * MINUTE, partial(self._share, brief, outcome))
            if outcome.endorsement:
                yield Act(at + 3 * HOUR, partial(self._endorse, brief, word, outcome))
        yield Act(at + HOUR, partial(self._look_at_it, brief, word))
        public = [outcome for outcome in word.outcomes if outcome.link_on and outcome.levels]
        best = next((each for each in public if each.endorsement), next(iter(public), None))
        for number, employer in enumerate(word.relied_on_by if best else ()):
            assert best is not None
            yield Act(at + (1 + number) * 26 * HOUR, partial(self._rely, brief, best, employer))

        for doubt in word.doubted:
            yield Act(at + 30 * HOUR, partial(self._doubt, brief, doubt))

    def _doubt(self, brief: types.Challenge, doubt: after.Doubt) -> None:
        """Staff pause a badge, and its owner says that this is wrong; nobody has decided."""
        credential = self._credential(brief, doubt.student)
        if credential is not None:
            credentials.suspend_credential(
                credential=credential, reason=doubt.reason, by=self._desk(brief)
            )
            credentials.appeal(credential=credential, words=doubt.words)

    def _look_at_it(self, brief: types.Challenge, word: after.SignOff) -> None:
        """Who looked back says whether it was worth it, or not now; and so does the host."""
        there = [each for each in word.outcomes if each.used and each.attendance in THERE]
        for number, outcome in enumerate(there):
            placement = self._placement(brief, outcome.student)
            if number % 3 == 2:
                placements.leave_survey(placement=placement)
            else:
                placements.answer_survey(
                    placement=placement, answers=_said(number), words=KEEP if number == 1 else ""
                )
        user = self.cast.people[brief.supervisor].user
        teams = Team.objects.select_related("challenge", "institution", "sign_off")
        team = teams.filter(challenge=self._row(brief), sign_off__isnull=False).first()
        if user is None or team is None or said_by_host(team):
            return
        if brief.key == NOT_NOW:
            placements.leave_host_survey(team=team, by=user)
        else:
            placements.answer_host_survey(team=team, by=user, answers=_said(len(brief.key)))

    def _credential(self, brief: types.Challenge, key: str) -> Credential | None:
        """Somebody's badge; ``None`` for whoever was not there."""
        return Credential.objects.filter(placement=self._placement(brief, key)).first()

    def _share(self, brief: types.Challenge, outcome: after.Outcome) -> None:
        credential = self._credential(brief, outcome.student)
        if credential is not None and outcome.link_on:
            credentials.share_credential(
                credential=credential,
                shared=True,
                name_shown=outcome.name_on,
                host_may_contact=outcome.contact_on,
            )

    def _endorse(self, brief: types.Challenge, word: after.SignOff, outcome: after.Outcome) -> None:
        credential = self._credential(brief, outcome.student)
        supervisor = self.cast.people[brief.supervisor]
        if credential is not None:
            credentials.endorse_credential(
                credential=credential,
                member=supervisor,
                reach=word.reach,
                comment=outcome.endorsement,
                by=supervisor.user,
            )

    def _rely(self, brief: types.Challenge, outcome: after.Outcome, employer: str) -> None:
        credential = self._credential(brief, outcome.student)
        member = Member.objects.filter(
            employer=self.cast.employers[employer], is_contact=True
        ).select_related("employer", "user")  # fmt: skip
        if credential is not None:
            credentials.rely_on_credential(credential=credential, member=member[0])
