### What is kept, who could read it, and what happens in an emergency.

kept =
    Of you I keep only what you said yes to, and what waits for your answer, each until its date. Say: me, to see it.
    For this chat I hold its keys, sealed, until a week after your last word.
    What you have passed on (a note, asking for somebody) waits here, sealed, until it is read, at most until the room closes. Unread it goes, and I tell you.
    Other words of yours are not stored. Whoever runs the machine I am on could read them as they pass. Whoever has its disk and its key can open what I keep, and answers on their way.
    Servers see that we talk and when, not what is said. In rooms, people see your address. The account that invites you has no devices, so Element loads its profile for ever.
    I do not search what you write. I warn nobody and call nobody. I cannot promise what people do.
    { $emergencies }

word-kept = kept, what is kept, what do you keep, privacy
