### A group that meets again: whoever hosts it plans it, and changes it.

plan-no-role =
    I cannot plan anything for you now.
    Groups are planned by facilitators. If you would like to be one, ask the people of the collective.
    Say: rooms, to see what is open.
plan-elsewhere =
    I cannot plan anything for you now.
    Rooms here are only for accounts on { $server }, and yours is on another server.
    Say: rooms, to see what is open.
plan-most-each =
    I cannot plan another one for you now.
    You host { $count } already, and one person hosts no more here. To see them, or to end one, say: plan.
plan-most =
    I cannot plan another one now.
    There are { $count } already, everybody's together, and that is the most there can be. It is not about you.

# Step by step.
plan-which = What is it about? Or all in one line, as in: plan quiet company tuesdays 19:00 6 weeks 8 people.
plan-unread =
    I could not read all of it, so nothing of it counts.
    What I could not read: { $words }
    I can read: plan, what it is about, and then as in: tuesdays from 17 march 19:00 every 2 weeks 6 times 8 people.
plan-unread-host = To change what you planned, say: plan.
plan-unread-steps = Or step by step. What is it about?
plan-hint-over = That day is over. For the next one, say its year: { $day-date }.
plan-hint-hour = Is that { $hour }am or { $hour }pm? Please say it like that.
plan-hint-midnight = For the middle of the night, say 0:00, and the day that begins then.
plan-kind-line = { $title }
plan-template-line = { $title }, as in: { $word }
plan-day = On which day does it meet? As in: tuesdays, tuesdays from 17 march, every other tuesday. For one date: 17 march.
plan-day-unread =
    I could not read that as a day.
    What I could not read: { $words }
    I can read: tuesdays, tuesdays from 17 march, 17 march, 2026-12-24, today, tomorrow. For people instead, say: now.
plan-past = That time is over. On which day does it meet? As in: tuesdays, or: 17 march.
plan-time = At what time does it begin? As in: 19:00, 7pm, 19h. It stays at that time, also when clocks change.
plan-hour = Is that { $hour }am, in the morning, or { $hour }pm? Please say it like that.
plan-time-unread =
    I could not read that as a time.
    What I could not read: { $words }
    I can read: 19:00, 19h30, 7pm, noon. For people instead, say: now.
plan-often = How often does it meet? As in: 6 weeks, 6 times every 2 weeks, until 24 december, once.
plan-often-unread =
    I could not read how often.
    What I could not read: { $words }
    I can read: 6 weeks, 6 times, 6 times every 2 weeks, until 24 december, once. For people instead, say: now.
plan-often-not = That is too much for me. I can plan 60 dates at most, and the last one within a year. How often does it meet? As in: 6 weeks, until 24 december.
plan-often-none = Until then it would not meet once. How often does it meet? As in: 6 weeks, until 24 december.
plan-people = How many people may come, besides you? Usually it is { $size }. To leave this, say: back.
plan-people-unread = I can take { $least } to { $most } people there, besides you. How many? For people instead, say: now.
choice-as-usual = As many as usual
plan-length = That length does not work. A room may last from 1 to { $longest } minutes. Please say it again, as in: plan quiet company tuesdays 19:00 6 weeks for 90 minutes.

# What comes in between.
plan-holidays = { $count ->
        [one] Usually nothing is planned here on this day. What shall I do with it?
       *[other] Usually nothing is planned here on these days. What shall I do with them?
    }
plan-day-line = { $day-day }
choice-leave-out = Leave that out
choice-meet-then = Meet then as well
plan-clock = The clocks go forward, and skip the time that you said.
plan-clock-day = On { $starts-day } it would begin at { $starts-clock }.
choice-leave-date = Leave that date out
choice-begin-later = Begin then
plan-clock-missing = On { $starts-day } clocks skip the time that you said. It begins at { $starts-clock }.
plan-clock-twice = On { $starts-day } clocks show that time twice. It begins the first time, at { $starts-clock }.
plan-nothing-left = Then no date is left, so there is nothing to plan. To begin again, say: plan.

# Read back.
plan-ask = Is this right? { $count ->
        [one] It meets once
       *[other] It meets { $count } times
    }, for { $minutes } minutes, with up to { $size } people besides you.
plan-date = { $starts-day }, { $starts-clock }
plan-dates-more = and { $more } more, the last one on { $last-day }, { $last-clock }
plan-fewest = Two hours before a date, if fewer than { $least } have a place there, it is left out and everybody concerned is told.
plan-kept = It is about: { $title }. With your yes I keep that you host it: your address and this chat's, sealed, until { $until-date }. Members can read what it is about and when it meets, and nobody's name. Shall I plan it?
plan-part-unread =
    I could not take that in, so nothing has changed.
    What I could not take in: { $words }
    To change a part, say it, as in: wednesdays, 20:00, 7 weeks, 8 people. For people instead, say: now.
    Shall I plan it as it was?
plan-declined = All right. Nothing is planned. To begin again, say: plan.
planned =
    It is planned. It meets first on { $starts-day }, { $starts-clock }.
    Fifteen minutes before, I ask you whether to open a room. Nothing opens without your yes.
    To see it, or to change it, say: plan.
plan-late = The first date has begun meanwhile, so I planned nothing. To begin again, say: plan.

# What is planned.
series-none = You host nothing that meets again. To plan something, say: plan.
series-gone = That one is not there any more. To see what you host, say: plan.
series-which = Which of these? To plan another one, say: plan new.
series-line = { $title }: next on { $starts-day }, { $starts-clock }{ $more ->
        [0] , for the last time
       *[other] , and { $more } more
    }
series-line-quiet = { $title }: it does not meet for now, until { $until-date } at the latest
series-shown = This is what you planned, for { $minutes } minutes, with up to { $size } people besides you.
series-is-paused = It is paused until you say: plan resume.
series-is-paused-until = It is paused until { $until-day }. To end that before, say: plan resume.
series-words = It is about: { $title }. To change it, say: plan skip { $starts-date }. plan move { $starts-date } to { $to-date } 19:00. plan pause, or: plan pause until { $until-date }. plan end. For another one: plan new.
series-words-one = It is about: { $title }. To change it, say: plan move { $starts-date } to { $to-date } 19:00. Or: plan end. For another one: plan new.
series-no-date =
    I found no date of it there that is still to come.
    What I looked for: { $words }
    To come are:
series-which-date =
    Which date, and what of it? As in: plan skip { $starts-date }. Or: plan move { $starts-date } to { $to-date } 19:00.
    To come are:
series-change-ask = Shall I change it like this?
series-skip = It does not meet on { $starts-day }, { $starts-clock }.
series-skip-last = { $starts-day } is its last date: without that one it ends.
series-move = It meets on { $to-day }, { $to-clock }, in place of { $starts-day }, { $starts-clock }.
series-move-to = To which day or time? As in: plan move { $starts-date } to { $to-date } 19:00.
series-move-same = It meets then already, on { $starts-day }, { $starts-clock }. Nothing has changed.
series-move-unread =
    I could not read where to move it.
    What I could not read: { $words }
    I can read: 18 march 19:00, 18 march, thursday, 20:00. Please say all of it again.
series-move-not = That did not work: { $starts-day }, { $starts-clock }, is over, or more than a year away. Nothing has changed.
series-move-past = That would put it past another date, so nothing is changed. To leave { $starts-day } out instead, say: plan skip, and the day.
series-move-taken = That did not work: it meets on that day already, { $starts-clock }. Nothing has changed.
series-move-holiday = Usually nothing is planned here on that day.
series-pause = It does not meet until you say: plan resume. Dates meanwhile are left out, and none is added at the end.
series-pause-until = It does not meet until { $until-day }. Dates before that are left out, and none is added at the end.
series-pause-unread =
    I could not read until when.
    What I could not read: { $words }
    I can read a day that is still to come: plan pause until { $until-date }. Or without one: plan pause.
    To leave one date out, say: plan skip { $starts-date }.
series-pause-all = No date would be left before { $until-day }: then it ends. For that, say: plan end. Nothing has changed.
series-pause-none = That leaves no date out, so nothing has changed.
series-not-paused = It is not paused, so nothing has changed.
series-resume-all =
    It goes on with all of its dates at once, or not at all.
    What I could not read: { $words }
    To go on at once, say: plan resume. To go on later: plan pause until { $until-date }.
series-resume = It meets again from now on.
series-kept = It is about: { $title }. I keep that you host it until { $until-date }, the day after its last date.
series-next = Next it meets on { $starts-day }, { $starts-clock }{ $more ->
        [0] , for the last time
       *[other] , and then { $more } more
    }.
series-next-none = No date of it is planned for now.
series-end-all =
    I can only end all of it, and now.
    What I could not read: { $words }
    For that, say: plan end. For one date, say: plan skip { $starts-date }.
series-end-ask = Shall it end?
series-end-one = It is about: { $title }. Members see no date of it any more, and I keep nothing of it.
erase-series = What you planned ends for everyone: { $title }.
series-as-it-was = All right. It stays as it was.

series-skipped = It is left out.
series-moved = It is moved, to { $starts-day }, { $starts-clock }.
series-paused = It is paused. To go on, say: plan resume.
series-paused-until = It is paused until { $until-day }.
series-resumed = It goes on.
series-ended =
    It has ended, and I keep nothing of it.
    It was about: { $title }. Members see no date of it any more.
series-role =
    Something has ended for you here.
    It was what you planned ({ $title }), since it was yours to hold with a role that you have no more. Members see no date of it, and I keep nothing of it.

me-series = Your address and this chat's, as one who hosts what is planned ({ $title }), until { $until-date }. Say: plan.
consent-series = Something that you host ({ $title }), until { $until-date }: it ends, or goes on with those who host it with you
renew-series = Keeping your address and this chat's, sealed, with what you host, until the day after its last date; whoever hosts it with you may move that.
help-plan = plan: a group that meets again, as in: plan quiet company tuesdays 19:00 6 weeks 8 people. plan alone shows yours. begin: a room for a date of yours, from twenty minutes before it on. rhythm: the steps of a date that you host.
choice-plan = Plan a group

word-plan = plan, plans, my plans, plan a group
word-as-usual = as many as usual, as usual, usual
word-leave-out = leave that out, leave them out, leave it out
word-meet-then = meet then as well, meet then, meet
word-leave-date = leave that date out, leave that out, leave it out
word-begin-later = begin then, begin later, later
