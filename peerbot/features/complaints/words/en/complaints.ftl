### A complaint: for whoever makes one.

# Where nobody has the role, or in the middle of something else.
complain =
    You can talk to somebody about it.
    { $contact }
    I pass nothing on. About me, the program: the stewards, through the people who told you about me.
complain-unset =
    I know nobody for that, since nothing was written down here. Ask the people who told you about me.
    I pass nothing on.
complaint-beside = To say it through me, say first: stop, then: complain. My question from before is still open.
complaint-outside = Outside of me: { $contact }

complaint-begin =
    I can pass on what you have to say, to people who open no rooms. Before it goes you read who they are, and leave out whom you like. Nothing is kept before your yes at the end.
    Whom does it concern? If an account that reads these has that name, it does not get yours.
complaint-words =
    What happened? Write it in one message, up to { $most } characters. For people instead, say: now.
complaint-cut = It was longer than the { $most } characters that fit, so only the first of it goes. To write it anew, say: back.
complaint-readers = These would read it. Is there one who should not? Say the number.
complaint-readers-none = Then nobody would be left, so here are all of them again. To drop it instead, say: no.
complaint-names = Your words name { $to }, who would read them.
complaint-left-out = It does not go to { $to }.
choice-nobody-else = All of these may read it
complaint-reader = { $user }
complaint-nobody = Then nobody is left here who could read it. Nothing of it is kept.
complaint-too-many = Many of these wait to be read, so I take no more for now. Nothing of it is kept. Please come back in a few days.
complaint-back =
    This is what I would pass on.
    It goes to { $to }.
    { $complaint }
complaint-about = It concerns: { $concerns }
complaint-how =
    With your address it goes now. Without it, on { $noon-date }, { $noon-clock }, and your words may show who you are.
    Either way I keep your words and your address, sealed, until all of these have read them, a week at most, to tell you what comes of it. Whoever takes my machine with its key could read that.
choice-with-address = With my address
choice-without-address = Without it

complaint-sent = It goes now. I tell you when one of them has read it. To have it back before that, say: take back.
complaint-sent-unnamed = It goes on { $due-date }, { $due-clock }. Once one of them has read it I tell you, at noon and quietly: nobody shall see by your phone that it was you. To have it back before that, say: take back.
complaint-dropped = All right. Nothing of it is kept.
complaint-kept =
    What you wrote waits to be read, until { $until-date } at the latest.
    You can have it back from everybody who has not read it yet, or leave it.
choice-take-complaint-back = Take it back
complaint-stays = All right. It stays as it is.
complaint-not-there = Nothing of yours waits any more.
complaint-going = It is on its way back. I tell you when it is gone.
complaint-taken-back = It is gone. Whoever has not read it yet cannot any more.

# What comes by itself.
complaint-read =
    A word about something that you passed on.
    One of those whom it was for has read it. What they do is with them: I know nothing of that.
complaint-unread =
    A word about something that you passed on.
    It was not delivered: nobody has read it in time. I hold nothing of it any more. If you want to try again, say: complain.
complaint-lapsed =
    A word about something that you passed on.
    Its time is over, and I hold nothing of it any more. If I never told you that it was read, it may not have been.
complaint-nobody-left =
    A word about something that you passed on.
    It was not delivered: those whom it was for do not read such words any more. I hold nothing of it.

me-complaint = A complaint of yours and your address, until it is read, { $until-date } at the latest.
consent-complaint-named = A complaint on its way, with your address
renew-complaint-named = Keeping your complaint until it is read, and handing it on with your address.
consent-complaint-unnamed = A complaint on its way, without your address
renew-complaint-unnamed = Keeping your complaint until it is read, and handing it on without your address.
choice-complain = A complaint

word-complain = complain, complaint, complaints
word-nobody-else = all of these may read it, all may read it, they may read it, nobody, none, no one, right, that is right, it is right, thats right, { word-yes }
word-with-address = with my address, with it, with
word-without-address = without it, without, without my address
word-take-complaint-back = take it back, { word-yes }
