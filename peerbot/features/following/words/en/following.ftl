### Words that somebody asked for: before a date, and of a subject that they follow.

asks-hour-before = My question was: shall I write to you an hour before each date?
hour-ask =
    I can write to you about an hour before each date, and when one is moved.
    Each comes at a moment of its own. It says when, and not what it is about.
    Still, a message on every such day is a pattern that servers and phone makers see.
    It is about: { $title }. I would keep that, your address and this chat's, sealed, until { $until-date }, or until you say: no word before. Nobody else gets it. Shall I?
hour-kept = I will write about an hour before. If that is at night, I write in the evening. To stop it, say: no word before.
hour-already = You get a word before each of these dates already. To stop it, say: no word before.
hour-most = You get a word before the dates of { $most } groups, and I keep no more. To stop all, say: no word before.
hour-how =
    I can write to you about an hour before a date. You need not come then.
    Say: when. Then say the number of a date, and: word before.
    To stop it, say: no word before.
hour-comes =
    You asked for a word: it begins { $starts-day }, { $starts-clock }.
    When it is open, say: rooms. To read more, say: when. To get no more of these, say: no word before.
hour-changed =
    You asked for a word: something was changed. The next date is { $starts-day }, { $starts-clock }.
    To read more, say: when. To get no more of these, say: no word before.
hour-off =
    You asked for a word: that date is not there any more, and no other is planned.
    To see what is, say: when.
hour-none = I write to you before no date. To see what is planned, say: when.
me-hour-before = Your wish for a word an hour before each date of { $title }, until { $until-date }. To end it, say: no word before.
consent-hour-before = A word an hour before each date of { $title }
renew-hour-before = Writing to you an hour before each date of a group, and keeping your address and this chat's until the last one.

told-elsewhere =
    I can tell you of nothing here.
    Rooms here are only for accounts on { $server }, and yours is on another server.

asks-follow-which = My question was: which subject do you want to follow? A number chooses it.
asks-follow = My question was: shall I write to you when something of that subject begins soon?
follow-which = Which of these do you want to follow? I write when a group about it meets within two days, at most once a day.
follow-line = { $title }
follow-ask =
    I can write to you when a group about this meets within two days, at most once a day.
    It says when, and not what it is about. That I write at all is something that servers and phone makers see.
    You would follow: { $title }. I would keep that, which dates I told you of, your address and this chat's, sealed, until { $until-date }, or until you say: unfollow. Nobody else gets it. Shall I?
follow-kept = I will look once a day, and write when there is something. To stop it, say: unfollow.
follow-already = You follow that already. To follow nothing any more, say: unfollow.
follow-most = You follow { $most } subjects, and I keep no more. To follow nothing any more, say: unfollow.
follow-comes = You asked me to tell you what begins soon.
follow-date = { $starts-day }, { $starts-clock }.
follow-more = To read more, say: when. To get no more of these, say: unfollow.
follow-none = You follow nothing. To see what is planned, say: when.
me-follow = What you follow ({ $titles }), until { $until-date }. To end it, say: unfollow.
consent-follow = A message when something that you follow begins soon
renew-follow = Writing to you at most once a day when something that you follow begins soon, and keeping your address and this chat's.

choice-hour-before = A word an hour before each
word-hour-before = word before, a word before, word an hour before, a word an hour before, an hour before, tell me before, remind me before
word-hour-off = no word before, no words before, stop the words before, no reminder, no reminders, stop reminding me, no more reminders, stop the reminders
word-follow = follow, follow a subject, follow something
word-unfollow = unfollow, follow nothing, stop following
