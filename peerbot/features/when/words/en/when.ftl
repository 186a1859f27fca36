### What comes in the next two weeks.

asks-when = My question was: of which date do you want to know more? A number shows it.
asks-when-file = My question was: do you want a file of that date for your calendar, or to read about taking part?
when-collective =
    What is planned for two weeks, in the time of { $there-zone }. For your own time, say: zone. For what is open now: rooms.
    You need not tell anybody that you come. A number tells more.
when-own =
    What is planned for two weeks, in your time, that of { $there-zone }. For what is open now, say: rooms.
    You need not tell anybody that you come. A number tells more.
when-line = { $starts-day }, { $starts-clock }: { $title }
when-none =
    Nothing is planned for the next two weeks, as far as I know.
    To see what is open now, say: rooms. For people outside this program, say: now.
when-several = More than one fits. Which of these do you mean?
when-unread = I know no such date. These are all.
when-moved = That date is not there any more. These are planned:
when-date =
    It begins { $starts-day }, { $starts-clock }, and ends { $ends-clock }.
    { $title }. You can just come: when it is open, say: rooms. Or read about taking part.
    I can send you a file of it for your calendar. Your calendar may sync it and show it, also to others.
    I keep nothing of that. The file stays on the server, locked; its key is in my message here alone. What would you like?
# Somebody said yes to it, which is none of these.
when-file-again = I send nothing yet. Which of these do you want?
when-file =
    Here is a file for a calendar. Your calendar may sync it and show it.
    If the date is moved, the file does not change. To look again, say: when.
when-file-unsent =
    I could not send a file: the server takes none now. To write it down instead:
    { $starts-day }, { $starts-clock }, until { $ends-clock }.
    To look again, say: when.

# What a calendar shows of it, where nothing else is wanted.
when-appointment = Appointment

choice-when = What is planned
choice-file-neutral = A file that says only: Appointment
choice-file-with-title = A file with its name
word-when = when, when is it, when is, what comes, dates, calendar, whats coming, next group, schedule, what is planned, whats planned
word-file-neutral = only appointment, appointment, a file that says only appointment
word-file-with-title = a file with its name, what it is called here, what it is called, its name
