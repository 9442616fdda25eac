"""What happens in the demo, moment by moment: acts by the house's own verbs, in order of time."""

from collections.abc import Iterator
from datetime import time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.db import transaction

from core import clock
from employers import services as employers
from employers.models import Call, Challenge, Posting
from employers.services.recording import Told
from mailroom.services import take_mail
from notifications import services as notifications
from notifications.models import StoppedAddress
from placements import services as placements
from placements.models import Placement, Team
from placements.services import timetable
from portal.demo import learning, rooms, safety
from portal.demo.afterwards import HOUR, MINUTE, Afterwards
from portal.demo.again import play_again
from portal.demo.cast import DEMO_SLUG
from portal.demo.changes import play_changes
from portal.demo.content import CHALLENGES, INTERESTS, SIGN_OFFS, types
from portal.demo.earlier import count_terms
from portal.demo.helping import play_help
from portal.demo.moments import Act
from portal.demo.partnerships import BY_ITS_HOST, publish_itself, remember, stand_in
from portal.demo.privacy import play_privacy
from portal.demo.reach import play_reach
from portal.demo.sharing import fix_two
from portal.demo.showing import play_showing
from portal.demo.terms import beside_ip, lent, sentences, terms_of
from portal.demo.writing import NEEDS_A_HAND, email_about, email_to
from students import services as students
from students.models import Eoi, Student
from students.services.people import prove_address
from students.states import EoiState

DAY_BEGINS, DAY_ENDS = time(9), time(21)
OFFERED_FOR = timedelta(hours=26)  # the offers that still wait for an answer went out so long ago
PAST_SHARING = ("offered", "running", "completed")
STARTED = ("running", "completed")
WHO_WERE_PICKED = "In the order of asking, with room for people who have not done one before."

LAST_CALL = {
    "name": "Nell Pellow, Pellow’s Bakery",
    "telephone": "01632 960211",
    "about": "The oven is mended sooner than we thought. Can we ask again for the week after next?",
}
BEGUN_ON_THE_BUS = {  # as the pages keep it: page by page what was typed
    "start": {"starter": "our-figures"},
    "what": {
        "problem": "We lend boats and have written down each loan for six years. Nobody has read "
        "the list, and before Easter we must say which two boats we sell.",
        "deliverable": "Three charts, and one page that says which boats earn their place.",
    },
}


class Plot(Afterwards):
    """The story of all challenges. ``acts()`` are those that have happened by now."""

    def acts(self) -> list[Act]:
        """Every act up to this moment, in order of time."""
        found = [act for brief in CHALLENGES for act in self._life(brief) if act.at <= self.now]
        found += [Act(at, do) for at, do in safety.checks(self.cast, self.now) if at <= self.now]
        return sorted(found, key=lambda act: act.at)

    @staticmethod
    def has_ended() -> bool:
        """Whether the last line of the story is there."""
        return Call.objects.filter(
            institution__slug=DEMO_SLUG, telephone=LAST_CALL["telephone"]
        ).exists()

    def end(self) -> None:
        """The last lines: a draft waits in a mailbox, and somebody asks to be rung.

        And everybody's name is known by now.
        """
        for student in Student.objects.filter(user__name="").select_related("user"):
            assert student.user is not None
            student.user.name = student.display_name
            student.user.save(update_fields=["name"])
        draft = Posting.objects.create(
            institution=self.cast.institutions[DEMO_SLUG], answers=BEGUN_ON_THE_BUS
        )
        employers.send_draft(posting=draft, email="imke@sluice-yard.example")
        play_again(self.cast, self.challenges)
        play_reach(self.cast, self.challenges)
        for sender, subject, words in NEEDS_A_HAND:
            here = self.cast.institutions[DEMO_SLUG]
            take_mail(email_to(here, sender=sender, subject=subject, words=words))
        play_help(self.cast)
        learning.play_learning()
        play_showing()
        rooms.play_rooms()
        count_terms(self.cast)
        play_privacy(self.cast)
        end_by_day(play_changes(self.cast, self.challenges))
        fix_two(self.cast, self.challenges)
        waiting = Eoi.objects.filter(institution__slug=DEMO_SLUG, state=EoiState.SUBMITTED)
        last = waiting.select_related("student__user").latest("pk").student
        notifications.stop_address(
            self.cast.institutions[DEMO_SLUG], last.address, StoppedAddress.Why.BOUNCED, "5.1.1"
        )
        remember(self.cast, DEMO_SLUG)
        stand_in(self.cast, Challenge.objects.get(pk=self.challenges["orrin-heat"]))
        employers.ask_for_call(
            institution=self.cast.institutions[DEMO_SLUG],
            name=LAST_CALL["name"],
            telephone=LAST_CALL["telephone"],
            about=LAST_CALL["about"],
        )

    # The life of one challenge

    def _life(self, brief: types.Challenge) -> Iterator[Act]:
        answer_by = 0 if brief.stage == "offered" else brief.answer_by
        drafted = (-3 if brief.published is None else brief.published - 4) - len(brief.review)
        yield Act(self._moment(brief, drafted, "11:10"), partial(self._draft, brief, answer_by))
        if brief.stage == "draft":
            return
        yield Act(self._moment(brief, drafted, "11:25"), partial(self._submit, brief))
        yield from self._review(brief, drafted)
        if brief.published is None:
            return
        yield Act(
            self._moment(brief, brief.published, "08:50"),
            partial(self._publish, brief),
        )
        yield from self._interests(brief)
        if brief.paused:
            yield Act(self.now - HOUR, lambda: self._pause_as_told(brief))
        yield Act(self._end_of(brief, brief.closes) + MINUTE, run_the_timetable)
        if brief.stage == "cancelled":
            assert brief.cancelled is not None
            yield Act(
                self._moment(brief, brief.cancelled, "08:40"),
                lambda: employers.cancel_challenge(
                    challenge=self._row(brief), reason=brief.cancelled_because
                ),
            )
        if brief.stage in PAST_SHARING:
            yield from self._places(brief)
        if brief.stage in STARTED:
            yield from self._day(brief)

    def _draft(self, brief: types.Challenge, answer_by: int) -> None:
        cast = self.cast
        fields = terms_of(brief) | {
            "title": brief.title,
            "summary": brief.summary,
            "why_now": brief.why_now,
            "good_looks_like": "\n".join(brief.looks_good),
            "day_plan": [
                {"time": moment.at.lstrip("0"), "text": sentences(moment.what, moment.more)}
                for moment in brief.day
            ],
            "credential_name": brief.badge.name,
            "need": brief.need,
            "leads_to": brief.leads_to,
            "mode": brief.mode,
            "grouping": "solo" if brief.team_size == (1, 1) else "team",
            "team_at_least": brief.team_size[0],
            "team_at_most": brief.team_size[1],
            "first_timer_places": brief.first_timers,
            "access": brief.access,
            "background": brief.background,
            "bring": " ".join(filter(None, [brief.bring, *beside_ip(brief), *lent(brief)])),
            "who_decides": brief.decides,
            "closes_at": self._end_of(brief, brief.closes),
            "answer_by": self._end_of(brief, answer_by),
            "minutes_foretold": sum(brief.host_minutes),
            "site": cast.sites[brief.site] if brief.site else None,
            "module": cast.modules[brief.module] if brief.module else None,
            "supervisor": cast.people[brief.supervisor],
        }
        challenge = employers.draft_challenge(
            institution=cast.institutions[brief.institution],
            contact=cast.people[brief.contact],
            problem=brief.problem,
            deliverable=brief.deliverable,
            places=brief.places,
            pay="paid" if brief.pay.is_paid else "unpaid",
            times=self._times(brief),
            skills=[cast.skills[code] for code in brief.skills],
            **fields,
        )
        self.challenges[brief.key] = challenge.pk

    def _submit(self, brief: types.Challenge) -> None:
        challenge = self._row(brief)
        if challenge.contact.user is None:  # reached by telephone: staff wrote it down
            challenge.recorded_by = self._desk(brief)
            challenge.save(update_fields=["recorded_by"])
        employers.submit_challenge(challenge=challenge)

    def _review(self, brief: types.Challenge, drafted: int) -> Iterator[Act]:
        """A question of the desk sends the brief back; an answer of the host brings it again."""
        for day, comment in enumerate(brief.review, start=drafted + 1):
            by_host = comment.by in self.cast.people
            at = self._moment(brief, day, "16:00" if by_host else "14:15")
            yield Act(at, partial(self._say, brief, comment, by_host))
            if comment.by in self.cast.staff and brief.stage in ("changes_requested", "open"):
                yield Act(
                    self._moment(brief, day, "14:20"),
                    partial(self._ask, brief, comment.text),
                )
            elif comment.by in self.cast.people and brief.stage != "changes_requested":
                yield Act(self._moment(brief, day, "16:05"), partial(self._submit, brief))

    def _publish(self, brief: types.Challenge) -> None:
        if brief.key == BY_ITS_HOST:
            return publish_itself(self.cast, brief.institution, self._row(brief))
        safety.judge(self.cast, brief, self._row(brief), by=self._desk(brief))
        employers.publish_challenge(challenge=self._row(brief), by=self._desk(brief))

    def _say(self, brief: types.Challenge, comment: types.Review, by_host: bool) -> None:
        cast = self.cast
        by = cast.people[comment.by].user if by_host else cast.staff[comment.by]
        if by is None:
            return  # staff wrote it down after a call
        challenge = self._row(brief)
        employers.comment_on_brief(challenge=challenge, by=by, by_host=by_host, words=comment.text)

    def _ask(self, brief: types.Challenge, reason: str) -> None:
        employers.request_changes(challenge=self._row(brief), reason=reason)

    # Interests

    def _interests(self, brief: types.Challenge) -> Iterator[Act]:
        for number, interest in enumerate(INTERESTS.get(brief.key, ())):
            on_the_day = self._moment(brief, interest.sent, "09:05")
            minutes = number * 53 % 600
            sent = on_the_day + timedelta(minutes=minutes)
            if sent + HOUR > self.now:  # sent today, before the visitor came
                sent = self.now - timedelta(minutes=70 - number % 10)
            eoi: list[Eoi] = []
            yield Act(sent, partial(self._send, brief, interest, eoi))
            if interest.confirmed:
                yield Act(sent + 9 * MINUTE, partial(_confirm, eoi))

    def _send(self, brief: types.Challenge, interest: types.Interest, kept: list[Eoi]) -> None:
        challenge = self._row(brief)
        who = self.cast.students[interest.student]
        desk = None if interest.channel == "web" else self._desk(brief)
        student = None
        if interest.channel == "email":
            words = f"Hello,\n\n{interest.sentence}\n\nThanks\n"
            mail = take_mail(email_about(challenge, sender=who.email, words=words))
            assert mail is not None
            assert mail.eoi is not None
            kept.append(mail.eoi)
            return
        if interest.channel in ("desk", "telephone"):
            student = prove_address(institution=challenge.institution, email=who.email)
        kept.append(
            students.submit_eoi(
                challenge=challenge,
                sentence=interest.sentence,
                student=student,
                email="" if student else who.email,
                access_first=interest.access_first,
                via=interest.channel,
                recorded_by=desk,
            )
        )

    # Places

    def _places(self, brief: types.Challenge) -> Iterator[Act]:
        asked = self._moment(brief, brief.answer_by, "10:30")
        if brief.stage == "offered":
            asked = self.now - OFFERED_FOR
        yield Act(asked, partial(self._offer, brief))
        answers = [i for i in INTERESTS[brief.key] if i.answer in ("no", "yes")]
        answers.sort(key=lambda interest: interest.answer)  # a no first: the place goes on
        for number, interest in enumerate(answers):
            at = asked + HOUR + number * 43 * MINUTE
            yield Act(at, partial(self._answer, brief, interest))
        yield Act(asked + 9 * HOUR, partial(self._form_teams, brief))

    @transaction.atomic  # the letters say the hour that is set last
    def _offer(self, brief: types.Challenge) -> None:
        """The people of the story get the first places, the line follows in order of asking."""
        challenge, by = self._row(brief), self._desk(brief)
        confirmed = Eoi.objects.filter(challenge=challenge, student__isnull=False)
        eois = {eoi.student.email: eoi for eoi in confirmed.select_related("student")}
        interests = INTERESTS[brief.key]
        wanted = [i for i in interests if i.answer != "not_asked"][: brief.places]
        chosen = [eois[self.cast.students[interest.student].email] for interest in wanted]
        if len(chosen) == len(eois):
            placements.offer_all(challenge=challenge, by=by, send_now=True)
        else:
            placements.offer_places(
                challenge=challenge, eois=chosen, by=by, note=WHO_WERE_PICKED, send_now=True
            )
        end_by_day(challenge)

    def _answer(self, brief: types.Challenge, interest: types.Interest) -> None:
        who = self.cast.students[interest.student]
        eoi = Eoi.objects.get(challenge=self._row(brief), student__email=who.email)
        if interest.answer == "no":
            placements.decline_place(eoi=eoi)
        else:
            placements.accept_place(eoi=eoi, name=who.name, mobile=who.mobile)

    def _form_teams(self, brief: types.Challenge) -> None:
        """Staff move people about until the teams are those of the story, and confirm them."""
        challenge = self._row(brief)
        teams = {team.number: team for team in Team.objects.filter(challenge=challenge)}
        if len(teams) < 2:
            return
        numbers = {self.cast.students[i.student].email: i.team for i in INTERESTS[brief.key]}
        for placement in Placement.objects.filter(challenge=challenge).select_related("student"):
            placements.move_member(
                placement=placement, team=teams[numbers[placement.student.email]]
            )
        placements.confirm_teams(challenge=challenge, by=self._desk(brief))

    # The day and after

    def _day(self, brief: types.Challenge) -> Iterator[Act]:
        begins, over = self._begins(brief), self._is_over(brief)
        yield Act(begins - timedelta(hours=22), run_the_timetable)
        if brief.late:
            yield Act(begins - 10 * MINUTE, partial(self._say_late, brief))
        yield Act(begins + MINUTE, run_the_timetable)
        yield Act(over + MINUTE, run_the_timetable)
        yield from rooms.acts_of(brief.key, partial(self._row, brief), over)
        yield from learning.acts_of(brief.key, partial(self._row, brief), begins, over)
        signed = next((row for row in SIGN_OFFS if row.challenge == brief.key), None)
        if signed is None:
            return
        for number, outcome in enumerate(signed.outcomes):
            yield Act(over + (5 + 3 * number) * MINUTE, partial(self._look_back, brief, outcome))
        signed_at = max(self._moment(brief, signed.signed, "10:15"), over + 40 * MINUTE)
        yield Act(signed_at, partial(self._sign_off, brief, signed))
        if signed.asked:
            yield Act(signed_at + 2 * HOUR, partial(self._ask_about_step, brief, signed.asked))
            yield Act(signed_at + 5 * HOUR, partial(self._answer_about_step, brief, signed.asked))
        yield Act(signed_at + 22 * HOUR, partial(self._settle, brief, signed.asked))
        yield from self._badges(brief, signed, signed_at + timedelta(hours=46))
        yield Act(over + timedelta(days=14, hours=1), run_the_timetable)

    # Rows

    def _say_late(self, brief: types.Challenge) -> None:
        of_it = Placement.objects.filter(challenge=self._row(brief))
        late = of_it.filter(student__email=self.cast.students[brief.late].email)
        placement = late.select_related("challenge", "institution", "student__user").get()
        words = "The tram stands at the bridge."
        placements.say_late(placement=placement, minutes=20, words=words, by=placement.student.user)

    def _pause_as_told(self, brief: types.Challenge) -> None:
        """The host rang the desk."""
        challenge = self._row(brief)
        told = Told(self._desk(brief), challenge.contact)
        employers.pause_challenge(challenge=challenge, told=told)


def end_by_day(challenge: Challenge) -> None:
    """Move deadlines of offers out of the night: the demo knows no quiet hours (see the cast)."""
    zone = challenge.institution.zone
    for eoi in Eoi.objects.filter(challenge=challenge, state=EoiState.OFFERED):
        local = eoi.offer_ends_at.astimezone(ZoneInfo(zone))
        if DAY_BEGINS <= local.time() < DAY_ENDS:
            continue
        day = local.date() - timedelta(days=local.time() < DAY_BEGINS)
        later = clock.at(day + timedelta(days=1), DAY_BEGINS, zone)
        if later < challenge.starts_at:
            Eoi.objects.filter(pk=eoi.pk).update(offer_ends_at=later)


def _confirm(kept: list[Eoi]) -> None:
    students.confirm_eoi(kept[0])


def run_the_timetable() -> None:
    """All that the timetable would do at this moment, at once."""
    employers.run_timetable()
    students.remind_unconfirmed()
    students.expire_unconfirmed()
    timetable.run()
    for allocation in timetable.rounds_to_work_out():
        placements.propose_allocation(allocation=allocation)
