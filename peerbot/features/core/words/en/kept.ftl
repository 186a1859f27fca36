### What is kept, who could read it, and what happens in an emergency.

# The whole fits on a screen of a phone, with a few lines of the collective's own; the rest, which
# fewer ask for, is a word away.
kept =
    Of you I keep only what you said yes to, what you passed on and nobody has read yet, and what waits for your answer: sealed, each until its date. Say: me, to see it.
    Other words of yours are not stored. Whoever runs my machine could read them as they pass. Servers see that we talk and when, not what is said.
    I do not search what you write. I warn nobody and call nobody.
    { $emergencies }
    For the rest, and who could read what, say: readers.
readers =
    This is the rest, and who could read what.
    For this chat I hold its keys, sealed, until a week after your last word.
    What you have passed on (a note, a proposal, asking for somebody) waits here, sealed, until it is read, at most until the room closes. Unread it goes, and I tell you.
    Whoever has my machine's disk and its key can open what I keep, and answers on their way.
    In rooms, people see your address. I cannot promise what people do.
    The account that invites you has no devices, so Element loads its profile for ever.

word-kept = kept, what is kept, what do you keep, privacy
word-readers = readers, who could read what
