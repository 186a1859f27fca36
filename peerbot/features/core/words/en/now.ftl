### Someone now: the truth about here, and places outside.

now =
    I am a program and cannot fetch anybody.
    No one here is on call. To see whether people are together in a room now, say: rooms.
    If you have a place in one, say: help me here. I ask for its facilitator, in private.
    These places are outside our collective:
outside-place = { $name }: { $contact } (by { $how }). Open: { $hours }. May call police: { $police ->
        [yes] yes
        [no] no
       *[unknown] unknown
    }.

word-now = now, someone now, someone, someone outside, talk to someone, i need someone, human, a human, person, a person, help me, i need help, please help, help please, please help me, pls help, help pls
