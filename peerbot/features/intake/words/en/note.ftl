### A note, if you like: the questions, and the two yeses at the end.

# The questions of the program, asked where a collective wrote none of its own. A question whose
# answer nobody would use is not asked.
note-default-keys = name, pronouns, helps, company, not

note-default-name-ask = What may people call you? One name, several, or none.
note-default-name-seen = the facilitator of a room you choose
note-default-name-why = So that you are greeted the way you like. Whoever uses this account can change it.

note-default-pronouns-ask = Which pronouns, if any, shall people use for you?
note-default-pronouns-seen = the facilitator of a room you choose
note-default-pronouns-why = So that you are spoken of the way you like.

note-default-helps-ask = What helps you to take part? Slow typing, breaks, short sentences, anything.
note-default-helps-seen = the facilitator of a room you choose
note-default-helps-why = So that the room can make space for it.

note-default-company-ask = What kind of company do you hope for? One number or several.
note-default-company-seen = the facilitator of a room you choose
note-default-company-why = So that people know whether to answer, and how.
note-default-company-choices = Listening, Shared experience, Something practical, Just being there

note-default-not-ask = What would you rather not meet there?
note-default-not-seen = the facilitator of a room you choose
note-default-not-why = So that the facilitator can keep it away, as far as they can.

note-begin =
    Nothing of this is kept or shown before you say yes at the end.
    Say: skip, back, later or stop, at any question. An answer has room for { $most } characters.
    { $number } of { $count }. { $ask }
    Who sees it: { $seen }. Why: { $why }
note-question =
    { $number } of { $count }. { $ask }
    Who sees it: { $seen }. Why: { $why }
# Above the next question. To mend it, people say: back.
note-have =
    I have that, as:
    { $words }
note-have-cut =
    That was longer than the { $most } characters that fit. I have the first of it:
    { $words }
note-doubt =
    Is that your answer?
    You wrote: { $words }
    If it is, choose 1. Or write your answer. If you ask me something: kept, readers, who and police are answered here, too.
choice-my-answer = It is my answer
note-choose =
    One of these numbers, several of them, or your own words.
    { $number } of { $count }. { $ask }
    Who sees it: { $seen }. Why: { $why }
note-choice = { $choice }
choice-skip = Skip

note-left = All right. Nothing of it was kept. Say: note, any time.
# Above the answer to a word that leads out of a note.
note-dropped = What you wrote for the note is not kept. Say: note, to begin one again.
note-empty = You skipped everything, and that is fine. Nothing is kept.
note-line = { $ask } { $words }
note-line-empty = { $ask } No answer.

note-hand =
    This is your note.
    Shall I hand it to { $facilitator }, who holds the room ({ $title })?
    They see your address with it, read it in their chat with me, and may keep it. Until they do, it waits here, sealed.
note-hand-other =
    Somebody else holds that room now, so I did not hand it over.
    Shall I hand it to { $facilitator }, who holds the room ({ $title })?
    They see your address with it, read it in their chat with me, and may keep it. Until they do, it waits here, sealed.
note-handing = One moment. I am handing it on, and write when that is done.
note-too-late = That room has closed meanwhile, so nobody has your note.
note-keep =
    Shall I keep this for next time, sealed, until { $until-date }?
    Nobody sees it before you say so again. Your no is not kept.
note-not-kept = All right. Nothing of it is kept.
note-done = All right. What I keep for you stays as it is.
note-back-to-card = To go on to the room ({ $title }), say: join { $number }.
note-word =
    It is kept until { $until-date }. To see it or mend a line, say: note.
    Shall I write you a word a week before it goes? Only if you like.
    For that I keep this chat's address as well, sealed, until then.
note-word-yes = I will write you a word a week before. To take that back, say: consent.
note-word-no = All right. It will go without a word.
note-expires = A word that you asked for: I keep what you gave me until { $until-date }, then it is gone. Say: note, to see it.

note-shown = This is what I keep for you until { $until-date }:
note-none = I keep no note of yours. Say: note, to write one.
note-change = Which line?
note-mend =
    Write the new words, or say: take it out. Until then it stays as it is.
    { $ask }
    Who sees it: { $seen }. Why: { $why }
note-mend-choose =
    I could not read that as an answer, so it stays as it is for now.
    Write numbers of this list, or your own words, or say: take it out.
    { $ask }
    Who sees it: { $seen }. Why: { $why }
note-mended = That is done. Your note now reads so, until { $until-date }:
note-as-it-was = All right. Your note stays as it was, until { $until-date }:
note-last-line = That was its last line, so nothing of the note is left.
note-nothing-left = That was its last line. Nothing more of it is handed on or kept.
note-forgotten = It is gone.
choice-change = Change a line
choice-hand = Hand it to the facilitator of a room where I have a place
choice-forget-note = Forget it
choice-note = A note for a facilitator
choice-note-first = A note first

note-received =
    A note for you, at its writer's wish.
    From { $user }, for the room ({ $title }). Please keep it to yourself.
note-waits =
    It is on its way.
    I tell { $facilitator }, who holds the room ({ $title }), that there is something for them. They read it when they ask me for it, and I tell you here. If they have not by the time the room closes, it goes unread. To have it back before that, say: take back.
note-handed =
    It is handed over.
    { $facilitator } has your note for the room ({ $title }) in their chat with me.
note-unreached =
    That could not be done.
    Your note for the room ({ $title }) was not read by { $facilitator }, and goes no further. You can come without one, or hand it once more while the room is open: note.
note-closed =
    That could not be done.
    Your note for the room ({ $title }) was not read by { $facilitator } before the room closed. Nobody has it.
note-changed =
    That could not be done.
    { $facilitator } does not hold the room ({ $title }) any more, so nobody has your note. You can hand it to whoever holds it now.
note-again =
    I did not pass that on.
    I pass on one note of each person for a room, and you had yours for the room ({ $title }).
note-out =
    I did not pass that on.
    You stepped out of the room ({ $title }), and that holds until it ends. It closes no other room to you. Say: rooms.

word-note = note, my note, a note
word-note-first = note first, a note first, note
word-my-answer = it is my answer, my answer, { word-yes }
word-previous = back, previous, go back
word-later = later, not now
word-not-yet = later, not yet, later on
word-change = change, change a line, change note
word-take-out = take it out, take out, remove it, remove
word-hand = hand it, hand it over
word-forget-note = forget it, forget note, forget
