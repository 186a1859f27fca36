### What comes in the next two weeks.

asks-when = My question was: of which date do you want to know more? A number shows it.
asks-when-file = My question was: do you want a file of that date for your calendar?
when-collective =
    What comes in the next two weeks. Times are those of { $there-zone }; for your own, say: zone.
    You need not tell anybody that you come. A number tells more.
when-own =
    What comes in the next two weeks. Times are yours, those of { $there-zone }.
    You need not tell anybody that you come. A number tells more.
when-line = { $starts-day }, { $starts-clock }: { $title }
when-none =
    Nothing is planned for the next two weeks, as far as I know.
    To see what is open now, say: rooms. For people outside this program, say: now.
when-unread = I know no such date. These are all.
when-moved = That date is not there any more. This is what comes:
when-date =
    It begins { $starts-day }, { $starts-clock }, and ends { $ends }.
    { $title }. To come, say: rooms, once it is open.
    I can send you a file of it for your calendar. Your calendar may sync it and show it, also to others.
    I keep nothing of that. The file stays on the server, locked; its key is in my message here alone. What shall it say?
when-file =
    Here is a file for a calendar. Your calendar may sync it and show it.
    If the date is moved, the file does not change. To look again, say: when.
when-file-unsent =
    I could not send a file: the server takes none now. To write it down instead:
    { $starts-day }, { $starts-clock }, until { $ends }.
    To look again, say: when.

# What a calendar shows of it, where nothing else is wanted.
when-appointment = Appointment

choice-file-neutral = Only: Appointment
choice-file-with-title = What it is called here
word-when = when, when is it, what comes, dates, calendar, whats coming
word-file-neutral = only appointment, appointment, yes
word-file-with-title = what it is called here, what it is called, its name
