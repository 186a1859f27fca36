### Places at the next date of a series, for whoever wants to be sure of one.

asks-part = My question was: would you like a place at that date?
asks-date-place = My question was: shall I keep a place for you at that date?
asks-my-dates = My question was: which of your places do you give back?
asks-free-place = My question was: would you like the place that is free now?

# Taking part.
part-ask =
    You can just come: when it is open, say: rooms. Then I keep nothing of it before.
    If you would rather be sure, there are { $size } places, one for each who wants one. You read first what I keep for that.
part-fewest = It takes place if { $least ->
        [one] at least one person has a place
       *[other] at least { $least } people have a place
    } two hours before. If you would like it to happen, take one.
part-gone = That date is not there any more, or has begun. To see what comes, say: when.
part-later =
    You can just come: when it is open, say: rooms. I keep nothing of it before.
    There are places for the next date only, which is on { $starts-day }, { $starts-clock }. Once that is over, say: when.
part-host = That is yours to hold, so you need no place. To see it, say: plan.
part-has = You have a place there, on { $starts-day }, { $starts-clock }. To give it back, say: my dates.
part-waiting = You wait for a place there, on { $starts-day }, { $starts-clock }. To wait no more, say: my dates.
part-elsewhere =
    I can keep no place for you there.
    Rooms here are only for accounts on { $server }, and yours is on another server.
choice-part = Taking part
choice-a-place = A place

date-place-ask =
    With your yes I keep your address and this chat's with this date, sealed, until { $until-date }, the day after it. If all places are taken, you wait for one.
    Nobody is shown that, and neither is whoever hosts it. Whoever has my machine and its key could read it.
    If the date is moved by up to a week, I keep it until the day after that, and tell you.
    To give it back at any time, say: my dates. Shall I keep a place for you?
date-place-none = All right. I keep nothing. You can just come: when it is open, say: rooms.
date-places-most = I keep { $count } places for one person at most. To give one back, say: my dates.
date-place-kept = You have a place.
date-place-waits = All places are taken now. You wait for one.
date-what = { $title }: { $starts-day }, { $starts-clock }
date-how = I tell you when the room is open. From then your place is kept until ten minutes after it begins. To give your place back, say: my dates. Once the date is over, for a place at the next one, say: my place again.
date-how-waiting = When one is free I ask you, in the order in which people asked. To wait no more, say: my dates.
place-again-none = There is no place to take again now. It works once a date is over that you had a place at, until the day after. To see what comes, say: when.

my-dates = These are your places. A number gives that one back.
my-dates-none = I keep no place for you at any date. To see what comes, say: when.
date-line = { $title }: { $starts-day }, { $starts-clock }, you have a place
date-line-waiting = { $title }: { $starts-day }, { $starts-clock }, you wait for one

# What comes by itself.
free-place-ask =
    Something that you waited for is free, if you still want it.
    It waits for your answer until { $until }. Then I ask somebody else, and nothing is held against you. Do you want this place?
date-back = All right. I keep nothing of it.
date-full = All places are taken, and as many people wait as can. I keep nothing. You can still come and look when it is open.
date-gone = That date is not there any more, or has begun. I keep nothing of it.
date-passed =
    You need not answer any more. It is all right that you did not.
    A place was free for you, and is free for others now. You wait no more, and I keep nothing of it. If you still want to come, just look when it is open.
date-new-time =
    Something has moved for you here.
    It is at another time now, and what I kept for you there stays.
date-moved =
    Something has moved for you here.
    This date is more than a week later than it was. I do not keep your place for so long, so I keep nothing of it.
date-skipped =
    Something has changed for you here.
    This date is left out, for everybody. It is not about you, and I keep nothing of it.
date-ended =
    Something has changed for you here.
    This does not meet any more. It is not about you, and I keep nothing of it.
date-few =
    Something has changed for you here.
    This date does not take place: too few people wanted a place this time. It is not about you, and I keep nothing of it.
date-not-today =
    Not today. It is not about you.
    Nobody can open the room this time. I keep nothing of it.
date-closed =
    Something has changed for you here.
    The room has closed before its time. It is not about you, and I keep nothing of your place.
date-over =
    The time that was planned is over, and your place with it. For one at the next date, say: my place again.
    If not, do nothing: from { $until-date } on I keep nothing of it.
date-next = Next it meets on { $starts-day }, { $starts-clock }. For a place there, say: when.
date-open =
    The room is open.
    It is number { $number }. To read about it and come in, say: join { $number }. Your place is kept until ten minutes after it begins.
date-open-waiting =
    Something begins soon.
    All places are taken so far. Ten minutes after it begins, those that nobody took up are free for all: then say: join { $number }.
series-few =
    Something has changed for you here.
    A date that you host does not take place: too few people took a place. Whoever had one was told, and members do not see it any more.

me-date-place = Your address and this chat's, for a place at a date ({ $title }, { $starts-day }), until { $until-date }. Say: my dates.
me-date-place-waiting = Your address and this chat's, since you wait for a place at a date ({ $title }, { $starts-day }), until { $until-date }. Say: my dates.
consent-date-place = A place at a date ({ $title }), or waiting for one: it is given back
renew-date-place = Keeping your address and this chat's, sealed, with a place at a date, or while you wait for one.

word-part = taking part, take part, part
word-a-place = a place, place, take a place
word-my-dates = my dates, my date, my places
word-place-again = my place again, place again, a place again
