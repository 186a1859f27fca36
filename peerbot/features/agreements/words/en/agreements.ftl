### What is agreed in a kind of room, and what somebody there proposes for this time.

agreements =
    This is agreed, beside the rules.
    It is for: { $title }.
agreements-several = This is agreed, beside the rules.
agreements-of = { $title }: { $agreed }
agreement = { $agreed }
agreements-none = I know of nothing that is agreed, beside the rules. For those, say: rules.
agreements-propose = To propose one for this time, without your name, say: propose.
card-agreements = What is agreed there, say: agreements.

propose =
    What do you propose for this time?
    { $facilitator }, who holds the room ({ $title }), can read your next words, and not whose they are. I show them to you first.
    One sentence, as in: no advice unless asked. To drop this, say: no.
propose-shorter =
    Please write it shorter.
    I pass on up to { $most } characters: a sentence that somebody else can say in the room.
    To drop this, say: no.
propose-nobody =
    Please write it without an address.
    It could name somebody, so I do not pass it on. To drop this, say: no.
propose-shown =
    Shall I pass this on?
    { $words }
    { $facilitator }, who holds the room ({ $title }), can read these words, and not who wrote them. Your words may show who you are, and so may a room with few people in it.
    Until they are read, they wait here, sealed.
propose-other = Somebody else holds that room now, so I passed nothing on.
propose-no = All right. Nothing of it is passed on or kept.
propose-nowhere = For that you have to be let into a room that somebody else holds, and that is not for two. Say: rooms, to see what is open.
propose-own = You hold the room yourself, so you can say it there.
# Above the answer to a word that leads out of a proposal.
proposal-dropped = What you wanted to propose is not passed on. Say: propose, to begin again.
choice-pass-it-on = Pass it on

agreement-received =
    A proposal for your room.
    Somebody in it ({ $title }) proposes to agree on this, for this time:
    { $words }
    I do not say who, and cannot speak there. Whether it is brought up is up to you. Please ask nobody whose it was.
agreement-waits =
    It is on its way.
    I tell { $facilitator } that there is something for them, and not from whom. They read it when they ask me for it, and I tell you here. If they have not by the time the room closes ({ $title }), it goes unread. To have it back before that, say: take back.
agreement-handed =
    It was read.
    { $facilitator } has your proposal for the room ({ $title }). Whether they bring it up there is up to them.
agreement-unreached =
    That could not be done.
    Your proposal for the room ({ $title }) was not read by { $facilitator }, and goes no further.
agreement-closed =
    That could not be done.
    Your proposal for the room ({ $title }) was not read by { $facilitator } before the room closed. Nobody has it.
agreement-changed =
    Something has changed there.
    { $facilitator } does not hold the room ({ $title }) any more. They may have read your proposal before that; whoever holds it now has not.
agreement-again =
    I did not pass that on.
    What you proposed before for the room ({ $title }) is not read yet. To have it back, say: take back.
agreement-most =
    I did not pass that on.
    I pass on three proposals of each person for a room, and you had yours for the room ({ $title }).
agreement-no-place =
    I did not pass that on.
    You are not let into the room ({ $title }), or not yet.

word-agreements = agreements, the agreements, our agreements, what is agreed
word-propose = propose, i propose
word-pass-it-on = pass it on, { word-yes }
