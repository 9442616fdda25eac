"""Twenty-four written cases on which a host's eye can be tried before it rates anybody (R30).

Two for each of the twelve skills that Foothold ships, six for each step, written beside the
behaviours of ``skills/data/foothold-skills-1.0.csv``. A story says what was seen and nothing of the
person; ``why`` quotes the behaviour that decides. A case is never changed once somebody has
answered it: a better text is a new case with a new code.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, zip_longest

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from skills.services import CORE_FILE, SkillRecord, parse_framework

AT_ONCE = 2  # offered together; so many make "practice ratings: done"


@dataclass(frozen=True)
class Case:
    """One case: the ``skill`` by its code, the step that we would give, what was seen, and why."""

    code: str
    skill: str
    expected: int
    story: Promise
    why: Promise


CASES = (
    Case(
        "tools-usual",
        "T1.3",
        2,
        _(
            "Priya was given a laptop with a spreadsheet of 300 orders. She filtered it, made a "
            "table by town and a chart, and asked nobody how. She saved each version under a new "
            "name. She did not notice that one town was in the list under two spellings."
        ),
        _(
            "She used the usual tools without help, and kept her files safe: step 2. For step 3 "
            "she would have checked that what came out was right, and found the two spellings."
        ),
    ),
    Case(
        "tools-left-behind",
        "T1.3",
        4,
        _(
            "The shop counted visitors on paper. Jonas made a form that works on any phone and "
            "a sheet that adds the answers up by hour. He tried it with two of the staff, changed "
            "what they stumbled over, and wrote half a page on how to go on with it. They used it "
            "that afternoon without him."
        ),
        _(
            "He set up a way of working that others can go on using, and showed them how: step 4. "
            "Choosing a tool that fits and checking it would have been step 3."
        ),
    ),
    Case(
        "facts-collected",
        "T2.1",
        1,
        _(
            "Asked what people say of the café online, Mia copied forty reviews into a document "
            "in the order in which she found them. When a team-mate asked what most of them were "
            "about, she scrolled through and said that it was different things."
        ),
        _(
            "She collected what was there, and others would have had to point out what matters: "
            "step 1. Sorting the reviews so that others can follow them is step 2."
        ),
    ),
    Case(
        "facts-checked",
        "T2.1",
        3,
        _(
            "Tomás read that the town has 9,000 students. The council’s own page said 6,400. He "
            "found that one figure counted evening classes, used the lower one, and wrote beside "
            "it: “fairly sure; part-time students not counted”."
        ),
        _(
            "He checked a fact against a second source and said how sure he was: step 3. For step "
            "4 he would have joined several sources into one picture and shown where it could be "
            "wrong."
        ),
    ),
    Case(
        "plan-own",
        "T2.2",
        2,
        _(
            "In the morning Leila wrote down her five tasks with a time for each. She kept to "
            "four of them; the interviews took twice as long, and the summary was ready half an "
            "hour late. She told the others when they asked where it was."
        ),
        _(
            "She listed the steps of her own work and kept to most of the times: step 2. Saying "
            "early that time runs short, before anybody asks, would belong to step 3."
        ),
    ),
    Case(
        "plan-shared",
        "T2.2",
        3,
        _(
            "Sam put the day’s work in order on a sheet: first the calls, since people leave "
            "at noon, then the figures. He asked who wanted what and wrote names beside it. At two "
            "he said: “We will not get to all three shops. Shall we do two well?”"
        ),
        _(
            "A sensible order, shared out, and an early word when time ran short: step 3. Step 4 "
            "plans beforehand for what could go wrong."
        ),
    ),
    Case(
        "problem-told",
        "T2.3",
        1,
        _(
            "The list of addresses did not load. Elin told the supervisor at once, and waited. "
            "When it was there, she went on with her part and did it well."
        ),
        _(
            "She noticed that something was wrong and told someone: step 1, and nothing to be "
            "ashamed of. For step 2 she would have looked for a likely cause and tried one way "
            "round it."
        ),
    ),
    Case(
        "problem-tested",
        "T2.3",
        4,
        _(
            "Half of the riders never came back a second time. Noor weighed three reasons, held "
            "two of them against the bookings, and settled on the price of the first hour. She "
            "tried a cheaper hour with four riders, said that four are few and that rain could "
            "explain it too, and left a note on how to go on counting."
        ),
        _(
            "She tested her choice, said where it could fail, and left others able to go on: step "
            "4. Comparing ways and picking one with reasons is step 3."
        ),
    ),
    Case(
        "idea-own",
        "T2.4",
        2,
        _(
            "In the round of ideas Kofi said little. Then he proposed stamps on the back of the "
            "receipt: “People keep those anyway, so nobody needs a card.” The team took it up."
        ),
        _(
            "One idea of his own, with a reason why it might help: step 2. That it was a good one "
            "does not lift it. Step 3 shows in several ideas, and in building on those of others."
        ),
    ),
    Case(
        "idea-chosen",
        "T2.4",
        3,
        _(
            "Ana brought four ideas for the shop window, two of them odd. She took a team-mate’s "
            "thought about light and turned it into a fifth. Asked which to show, she picked the "
            "one that costs nothing to try, and said so. Nobody tried it that day."
        ),
        _(
            "Several different ideas, one built on another’s, and a choice with a reason: step 3. "
            "With something that people can try, and a try that made it better, it would be step "
            "4."
        ),
    ),
    Case(
        "time-reminded",
        "T3.1",
        1,
        _(
            "Ben’s part was to ring six suppliers. After each call he looked at his phone for a "
            "while; twice a team-mate asked how it was going. By the end all six calls were made, "
            "and his notes were complete."
        ),
        _(
            "He finished small tasks when reminded: step 1. What he left behind was good, and "
            "that shows in another skill. Staying with the task without a word from others is "
            "step 2."
        ),
    ),
    Case(
        "time-useful-first",
        "T3.1",
        3,
        _(
            "Of her three tasks Yara did the price list first, “because the others wait for it”. "
            "At eleven she told the team that the photographs would come an hour late, and they "
            "changed the order of the talk."
        ),
        _(
            "The most useful task first, and an early word about what would be late: step 3. Step "
            "4 finds a quicker way that is just as good, and shares it."
        ),
    ),
    Case(
        "step-waited",
        "T3.2",
        1,
        _(
            "Luca sat ready with a pen. Whenever somebody gave him a task he did it quickly and "
            "with care, and sat down again. Three times in the day he had nothing to do until "
            "somebody noticed."
        ),
        _(
            "He waited to be asked, and then did it: step 1. That he was quick and careful is "
            "worth a line. Asking what comes next would be step 2."
        ),
    ),
    Case(
        "step-seen-through",
        "T3.2",
        4,
        _(
            "Before lunch Hana saw that the survey would reach regulars alone. She told the team "
            "and the owner that those who stay away would be missing, agreed with them to stand at "
            "the bus stop for an hour, went there, and brought eleven answers back."
        ),
        _(
            "She spotted a problem ahead of time, agreed on it with others, and saw it through: "
            "step 4. Seeing the need and doing something about it on her own is step 3."
        ),
    ),
    Case(
        "learn-tried-again",
        "T3.4",
        2,
        _(
            "Omar’s first interview was over in two minutes. The supervisor said: “Leave a pause "
            "after they answer.” He asked what to do if nobody fills it, and in the next interview "
            "he waited. It took eight minutes."
        ),
        _(
            "He asked questions and tried again in a new way after advice: step 2. The advice "
            "came to him; in step 3 he would ask for it himself, and say what changed."
        ),
    ),
    Case(
        "learn-passed-on",
        "T3.4",
        4,
        _(
            "Nobody in the team could read the till’s report. Zoe spent her break with the "
            "handbook and a short film, tried it on yesterday’s figures, and had the shop manager "
            "look over it. Then she sat down with Max until he could do it without her."
        ),
        _(
            "She learnt something new because the task needed it, and helped someone else to "
            "learn it: step 4. Asking for advice and using it would be step 3."
        ),
    ),
    Case(
        "words-drawn-out",
        "T4.1",
        1,
        _(
            "In the team’s talk with the owner Aiko answered each question that was put to her, "
            "rightly and in a few words. What she had found out about the delivery vans came up "
            "only because the owner asked three times what she meant by “sometimes”."
        ),
        _(
            "She answered when asked, and others had to draw the point out: step 1. She may well "
            "have known most of all; that would show in making sense of information."
        ),
    ),
    Case(
        "words-outside",
        "T4.1",
        3,
        _(
            "Daniel explained the plan to the driver, who had not been there. He left out the "
            "words that the team had got used to, and asked: “Which stop would you do first, "
            "then?” The driver named the wrong one, and Daniel explained it once more."
        ),
        _(
            "He explained to somebody outside the team and checked that it was understood: step "
            "3. That a second try was needed does not lower it; in step 4 listeners repeat the "
            "point rightly because words and order were made for each of them."
        ),
    ),
    Case(
        "team-kept-to-it",
        "T4.3",
        2,
        _(
            "Ruth told the others what she had found on the opening hours, and let them finish "
            "when they spoke. The team agreed to write on one page only; she wanted two, and wrote "
            "one. Two people said nothing all day, and she did not ask them."
        ),
        _(
            "She shared, listened, and kept to what was agreed: step 2. Drawing the two quiet "
            "people in would belong to step 3."
        ),
    ),
    Case(
        "team-one-result",
        "T4.3",
        4,
        _(
            "Half of the team wanted an app, half a leaflet. Ibrahim had each side say what the "
            "other was right about, and asked what both would be proud to show. They ended with a "
            "leaflet that has a code on it. Asked afterwards, all five named it as their own."
        ),
        _(
            "He brought different views to one result that the whole team stands behind: step 4. "
            "Talking the difference through calmly would be step 3."
        ),
    ),
    Case(
        "lead-agreed",
        "T4.4",
        3,
        _(
            "Greta asked who would rather ring and who would rather write, and the team settled "
            "it. Every hour she went round and asked how far each was. Where the calls were slow "
            "she took over two of them herself."
        ),
        _(
            "Agreed who does what, checked how it went, helped where it was slow: step 3. The "
            "decisions were hers, though; step 4 helps the team to decide and makes room for "
            "others to lead."
        ),
    ),
    Case(
        "lead-made-room",
        "T4.4",
        4,
        _(
            "When the team could not choose between two streets, Arjun put both on the wall and "
            "asked each person for one reason. They chose the one he had argued against. He handed "
            "the afternoon to Fatima, who knew that street, and told the owner: “We decided this.”"
        ),
        _(
            "He helped the team to decide, made room for another to lead, and stood by what was "
            "decided: step 4."
        ),
    ),
    Case(
        "right-when-told",
        "T4.5",
        1,
        _(
            "On the workshop floor Nils twice walked past the yellow line without the glasses. "
            "Each time somebody called him, he put them on and said sorry. After lunch he forgot "
            "them again."
        ),
        _(
            "He kept the rules when they were pointed out: step 1. Keeping them without reminders "
            "is step 2. A kind manner does not lift it, and one day does not make it a habit."
        ),
    ),
    Case(
        "right-with-care",
        "T4.5",
        2,
        _(
            "Maya noted the answers of twelve customers. She asked each before writing, left the "
            "names out although nobody had told her to, and locked the screen when she went to "
            "lunch. The question of who else would read the notes did not come up."
        ),
        _(
            "She kept the rules without reminders and treated people and their information with "
            "care: step 2. In step 3 she would have seen where something could be unfair, and "
            "asked before going on."
        ),
    ),
)
BY_CODE = {case.code: case for case in CASES}


@cache
def behaviours() -> dict[str, SkillRecord]:
    """The skills that the cases were written beside, by code: names, and what each step shows."""
    return {record.code: record for record in parse_framework(CORE_FILE.read_text("utf-8"))}


def offered(skills: Sequence[str], answered: Collection[str]) -> list[Case]:
    """The next two cases for a host whose project names ``skills``: of those first, one of each.

    Cases that were ``answered`` are left out; empty once all were.
    """
    left = [case for case in CASES if case.code not in answered]
    own = [[case for case in left if case.skill == skill] for skill in skills]
    others = [case for case in left if case.skill not in skills]
    in_turn = [case for row in zip_longest(*own) for case in row if case is not None]
    return list(chain(in_turn, others))[:AT_ONCE]
