### Around a room that is open: for those in it, and for those who hold it.

place-waits =
    You have a place. There is no invitation yet.
    The facilitator is not in the room so far, and nobody is let in before them.
    Once they are there, I send your invitation and write to you here. You need do nothing. If nobody comes, the room closes, and I tell you.
    To give your place back, say: leave.
place-refused-out =
    I cannot let you into that room.
    Somebody who holds it asked you to step out, and that holds until the room has closed. After that I keep nothing of it.
    It closes no other room to you. Say: rooms, to see them. Say: now, for people elsewhere.

help-sent =
    I am asking for you now.
    I tell { $to } that somebody in the room ({ $title }) asks for them, and nobody else. Whoever comes to you learns that it is you.
    I tell you what they say. To take it back before that, say: take back.
help-soon =
    It is good that you say so.
    I asked for you a few minutes ago. If you say it again in five minutes, I ask again. For people elsewhere, say: now.
help-nobody =
    I could not reach anybody.
    Nobody who holds the room ({ $title }) could be told. You can ask again, write in the room if you are in it, or say: leave, to be out of it. For people elsewhere, say: now.
help-comes =
    Somebody comes to you.
    { $to } opens a room for the two of you. I write to you here when it is there.
help-later =
    There is an answer for you.
    { $to } has heard you, and can come in five minutes. I ask them again then. For people elsewhere, say: now.
help-busy =
    There is an answer for you.
    Nobody who holds the room ({ $title }) is free now. It is not about you. You can write in the room, or say: leave, to be out of it. For people elsewhere, say: now.
help-unanswered =
    There is no answer so far.
    Those who hold the room ({ $title }) have not answered yet. They still can, and then I tell you. You can write in the room, or say: leave, to be out of it. For people elsewhere, say: now.
help-ended =
    Nobody could come to you.
    It is not about you. To ask again, say: help me here. To be out of the room, say: leave. For people elsewhere, say: now.
help-no-room =
    Something did not work.
    There can be no room for the two of you now. { $to } would have come, so you can write to them from Element. For people elsewhere, say: now.
help-own = You hold the room yourself, so I have nobody to ask for you. For people elsewhere, say: now.
help-here-nowhere = You have no place in a room. Say: now, for people elsewhere.
help-asked =
    There is a question for you.
    Somebody in your room ({ $title }) asks for you in private.
    If you come, I open a room for the two of you, until this one closes. They then read your address, and I keep it with that room, sealed, until it has closed.
help-asked-again =
    There is a question for you.
    Somebody in your room ({ $title }) still waits for somebody to come.
    If you come, I open a room for the two of you, until this one closes. They then read your address, and I keep it with that room, sealed, until it has closed.
help-asked-beside =
    There is a question for you.
    Somebody in your room ({ $title }) asks for you in private. If you come, I open a room for the two of you, until this one closes. They then read your address, and I keep it with that room, sealed, until it has closed.
    Say: i come. Or say: in five minutes. Or: not free. What I asked you before is still open.
help-over = Nobody waits for you any more: it was answered, or taken back, or is too long ago. You need do nothing.
help-coming = Thank you. I open a room for the two of you.
help-answer-later = I tell them. In five minutes I ask you again.
help-answer-busy = All right. If nobody else comes, I tell them that nobody is free now.
help-answer-over = Nobody waits for you now. It may have been answered, or taken back.

two-offered =
    Somebody comes to you.
    There is a room for the two of you, with { $facilitator }.
choice-read-about-it = Read about it
two-beside =
    Somebody comes to you.
    There is a room for the two of you, with { $facilitator }. What I asked you before is still open. To read about the room instead, say: stop, and then: join { $number }.
two-no = All right. I tell them, and nothing is kept of it.

which-room = Which room?
which-room-line = { $title }, until { $closes }
room-nowhere = You are in no room, and hold none. Say: rooms, to see what is open. Say: now, for people elsewhere.
room-now = { $people ->
        [one] 1 person is in the room
       *[other] { $people } people are in the room
    }. It closes { $closes }, in { $closes-left }. { $more ->
        [0] It cannot be made longer.
       *[other] It may be made longer until { $latest }.
    }
    It is: { $title }.
room-ends-ten = The room closes in { $minutes } minutes.
room-ends-ten-holder = The room you hold closes in { $minutes } minutes. { $more ->
        [0] It cannot be made longer.
       *[other] Say: extend { $more }, for more time.
    }
room-ends-two-holder = The room you hold closes in { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }. Time for last words.

hold-nowhere = You hold no open room. For people together now, say: rooms. For people elsewhere, say: now.
extend-no-role = Your role has ended, so the room closes at its time, as members were told.
extend-how = How much longer? As in: 15, 1 hour, 1h30, or: until 23:30. A number alone is minutes.
extend-unread =
    I could not read how much longer.
    What I could not read: { $words }
    I can read: 15, 1 hour, 1h30, 1.5 hours, until 23:30. A number alone is minutes.
extend-earlier =
    It closes { $closes } as it is. To close it before that, say: close.
    It is: { $title }.
extended-by-other =
    A word about your room.
    The other one who holds it has made it longer. It now closes { $closes }.
    It is: { $title }.
extended =
    It now closes { $closes }.
    It is: { $title }.
extend-refused =
    It stays at { $closes }: members were told { $latest } at the latest.
    It is: { $title }.

locked-already = Nobody new is let in already. To let people in again, say: unlock.
unlocked-already = New people are let in already.
locked =
    It is locked: nobody new is let in, and its card says so. Who has a place keeps it. To let people in again, say: unlock.
    It is: { $title }.
unlocked =
    It is open to new people again.
    It is: { $title }.
locked-by-other =
    A word about your room.
    The other one who holds it has locked it: nobody new is let in. To let people in again, say: unlock.
    It is: { $title }.
unlocked-by-other =
    A word about your room.
    The other one who holds it has unlocked it: new people are let in again.
    It is: { $title }.
step-out-nobody =
    Nobody but those who hold it is in the room.
    It is: { $title }.
step-out-which =
    Who shall step out? It holds for this one room, and nothing of it is kept after.
    The room is: { $title }.
step-out-unknown =
    I find nobody in the room by that name, or more than one.
    Whom I looked for: { $words }
step-out-looking = One moment. I am asking the homeserver who is in the room.
step-out-be-in =
    Please be in the room for that.
    Accept your invitation to the room ({ $title }), and say it again.
step-out-person = { $user }
step-out-why =
    Why?
    { $user } can read your next words once they are out of the room ({ $title }). I show them to you first. To drop this, say: no.
step-out-summary =
    Is this right?
    { $user } is taken out of the room ({ $title }), and I do not let them in again.
    They can read: { $reason }
step-out-no-more = Nothing was done. That room has closed, or is not yours to hold any more.
step-out-no = All right. Nobody was asked to step out.
step-out-later = To ask somebody to step out, say once more: step out.
step-out-out =
    It is done.
    { $user } is out of the room ({ $title }). Your words wait for them here, for 20 hours.
step-out-refused =
    The homeserver did not let me take them out.
    { $user } may still be in the room ({ $title }). Your words wait for them here, for 20 hours, and I do not let them in again. You can close the room: close. The stewards can see it.
step-out-gone =
    Nothing was done.
    { $user } had no place in the room ({ $title }) any more, and heard nothing of it.
step-out-not-yours =
    Nothing was done.
    Somebody else holds the room ({ $title }) by now. { $user } heard nothing of it.
step-out-closed =
    Nothing was done.
    That room has closed, or is closing, and everyone leaves it. { $user } heard nothing of it.
stepped-out =
    A word about the room.
    Somebody who holds it asked you to step out, so your place in it is over.
    They wrote: { $reason }
    That can be hard to read. It holds for this one room, until it has closed; after that I keep nothing of it.
    It closes no other room to you. Say: rooms, to see them. Say: now, for people elsewhere.
stepped-out-complaints = { $complaints }

took-back-note = Your note is taken back. Nobody reads it now who has not read it before.
took-back-agreement = Your proposal is taken back. Nobody reads it now who has not read it before.
took-back-help = Your call is taken back. Nobody is asked any more.
ask-in-nowhere =
    You hold no room that is for invited people alone, so anybody may ask for a place.
    To open one, say it at the end, as in: open quiet company 50 for invited people.
ask-in-how = To let somebody have a place in your room, say it with their whole address, as in: ask in @name:server.
ask-in-which = You hold several such rooms. Please say it with the number of one behind the address, as in: ask in @name:server 2.
ask-in-room = { $number }: { $title }
ask-in-elsewhere =
    That did not work.
    Rooms here are only for accounts on { $server }, and that one is on another server.
ask-in-ask =
    Please read the address letter by letter: { $named }
    They may then have a place in your room: { $title }. I do not tell them, so please do that yourself.
    I keep no address for it, only a mark that names nobody, until the room has closed. Is it right?
ask-in-no = All right. Nothing was changed.
ask-in-done =
    That is done.
    { $user } may have a place in: { $title }. I have told them nothing: ask them to write to me and to say: rooms.
ask-in-out =
    That did not work.
    { $user } was asked to step out of that room, so they have no place in it any more.
ask-in-many =
    That did not work.
    As many people are invited to that room as may be.
ask-in-closed = That room is closing or closed, so nobody gets a place in it any more.
ask-in-not-yours = You do not hold that room any more, so nothing was changed.
take-back-mine = For what I pass on for you, and nobody has read, say: take back mine.
take-back-nothing =
    There is nothing that I could take back.
    What I pass on for you can be taken back until somebody reads it. What you wrote in a room, you can remove in your app.
take-back-call =
    If you asked for help, nobody is asked any more.
    Nothing that you wrote waits to be read. What you wrote in a room, you can remove in your app.
take-back-nowhere =
    You hold no open room.
    Only who holds a room has messages in it taken back. What you wrote yourself, you can remove in your app.
take-back-how =
    Which message?
    Copy its link in your app: press the message, then Share, or Copy link. Send me: take back, and the link behind it.
    What you wrote yourself, you can remove in your app without me.
take-back-unread =
    I could not read that.
    I need the link of one message, as your app copies it. Send me: take back, and the link behind it.
take-back-elsewhere =
    I leave that message as it is.
    It is in no room that you hold now.
take-back-ask =
    Take back that message?
    It is in the room ({ $title }). Everyone there sees that one was taken back, not why.
    People may have read it, and apps and servers may keep copies. I hold no key to read it.
take-back-no = All right. The message stays.
take-back-done =
    It is done.
    The message is taken back.
take-back-gone =
    Nothing was done.
    The homeserver knows no such message in that room. Please copy its link again.
take-back-not-message =
    Nothing was done.
    That link leads to no message, so I leave it as it is.
take-back-refused =
    It did not work.
    I could not take that message back, so people in the room may still read it. The stewards can see it. You can ask who wrote it, or close the room: close.
take-back-closed =
    Nothing was done.
    That room has closed, or is closing, and everyone leaves it.
take-back-not-yours =
    Nothing was done.
    Somebody else holds that room by now.
choice-take-it-back = Take it back

hold-ask =
    There is a question for you.
    The facilitator has been away for a while. Will you hold the room? Otherwise it closes, unless you are in it.
hold-ask-beside =
    There is a question for you.
    The facilitator has been away for a while. Will you hold the room? Otherwise it closes, unless you are in it.
    Say: hold. Or say: hold no. What I asked you before is still open.
handover-ask =
    There is a question for you.
    The other one who holds your room would like to hold it now. If you say nothing, it is theirs in two minutes.
handover-ask-beside =
    There is a question for you.
    The other one who holds your room would like to hold it now. If you say nothing, it is theirs in two minutes.
    To hold it on, say: here. What I asked you before is still open.
handover-waits =
    I ask whoever holds it.
    { $facilitator } is in the room ({ $title }). If they do not say that they are there, it is yours to hold in two minutes.
handover-kept =
    A word about a room.
    Who holds it is there, and holds it on ({ $title }).
handed-on =
    Something has changed for you here.
    { $facilitator } holds the room now ({ $title }), and you do when they cannot. To take it back at once, say: hold.
here = All right. You hold it on.
hold-yes = Thank you.
hold-no = All right. Thank you for telling me.
hold-already = You hold a room already. To see how it is, say: room.
hold-not-needed = You need not hold a room now. I ask you when you are needed.
holder-not-invited =
    Something did not work.
    Your invitation to the room could not be sent: your account or your server does not take it, or your server did not answer. Look for "block invitations" in your settings. Then say: join { $number }.
now-holding =
    The room is yours to hold now.
    It closes { $closes }. Say: { $more ->
        [0] room, step out, take back, close
       *[other] room, extend { $more }, step out, take back, close
    }.
room-closed-alone = The room has closed. Nobody was there to hold it, and I leave nobody alone in one. It is not about you.
own-room-handed-on =
    Something has changed for you here.
    You hold that room no longer, and you are out of it. The other facilitator holds it from here on; if they cannot, it closes.
    I have dropped your place in it.
room-held-by-another = Something has changed in your room, and it goes on: somebody else holds it now. To read who, say: join { $number }.
choice-let-them = Let them hold it
choice-i-come = I come
choice-in-five-minutes = In five minutes
choice-not-free = Not free now
choice-i-hold = I hold it
choice-decline = No

second-ask =
    There is a question for you.
    { $facilitator } opened a room ({ $title }), until { $closes }. Will you hold it when they cannot?
    With your yes members see your address with the room, and I keep it, sealed, until the room has closed.
second-ask-beside =
    There is a question for you.
    { $facilitator } opened a room ({ $title }), until { $closes }. Will you hold it when they cannot?
    With your yes members see your address with the room, and I keep it, sealed, until the room has closed.
    Say: second yes. Or say: second no. What I asked you before is still open.
name-second-how = Whom shall I ask? Say it with their name or address, as in: name a second @name:server.
name-second-which = You hold several rooms. Please say it with the number of one at the end, as in: name a second @name:server 2.
name-second-unknown =
    That did not work.
    I know no facilitator of that name or address, or more than one. Please say it again, as in: name a second @name:server.
name-second-away =
    That did not work.
    { $second } is away until { $until-day }. You can name somebody else.
name-second-elsewhere =
    That did not work.
    Rooms here are only for accounts on { $server }, and that one is on another server. You can name somebody else.
second-named-asked =
    That is done.
    I ask { $second } whether they hold the room when you cannot ({ $title }), and tell you what they say. Until then I keep their address with the room, sealed.
second-named-has-one =
    Nothing was changed.
    Somebody holds the room when you cannot, or is asked whether they do ({ $title }). Once they gave that up, you can name another.
second-named-most =
    Nothing was changed.
    I asked as many people for that room ({ $title }) as I may. You can write to one of them yourself, and open another room with them later.
second-named-closed = That room is closing or closed, so nobody is asked.
second-named-not-yours = You do not hold that room any more, so nobody is asked.
second-no = All right. I pass it on.
second-none = You are not asked to hold a room now. It may have closed meanwhile.
second-agreed =
    A word about your room.
    { $second } holds it when you cannot ({ $title }).
second-declined =
    A word about your room.
    { $second } does not hold it when you cannot ({ $title }). When you are away for long, it closes.
second-yes = Thank you. Your invitation comes from { $keeper }, to "{ $name }". Say: leave, to be out of it again. You can also say: room, extend, lock, and once you are in it: step out.
own-room-closed-declined = They would rather not be in a room for two now, so it has closed. Thank you for coming to them.
room-closed-declined = The room has closed.
own-room-closed-alone = The room has closed: nobody was there to hold it.

word-help-here = help me here, help here, i need the facilitator, help me in the room, ask for the facilitator, get the facilitator
word-read-about-it = read about it, read, { word-yes }
word-i-come = { word-come }, { word-yes }
word-come = i come, i am coming, im coming
word-in-five-minutes = { word-come-later }, later
word-come-later = in five minutes, in 5 minutes, come later, i come later, i come in five minutes
word-not-free = { word-busy }, { word-decline }
word-busy = not free, not free now
word-room = room, how many, is anyone in the room, is anyone in there, who is in the room, who is in there, who is in it, are they coming, are they there yet, is the facilitator there, when does my room close, how long is left
word-extend = extend, longer, more time
word-ask-in = ask in, invite in
word-lock = lock, lock room, lock the room, lock my room
word-unlock = unlock, unlock room, unlock the room, unlock my room
word-step-out = step out, kick, kick out
word-take-back = take back, takeback, take my note back, i want my note back, can i take my note back, can you take it back, i take it back, unsend, unsend it, dont send it, do not send it
word-take-it-back = take it back, { word-yes }
word-hold = hold, hold it, hold yes
# Only where that was asked: anybody may begin with it.
word-i-am-here = i am here, im here, here i am, yes i am here
word-here = here, still here
word-let-them = let them, let them hold it, { word-yes }
word-hold-no = hold no, no hold
word-i-hold = i hold it, { word-yes }
word-decline = no, no thanks, no thank you, n, nope, nah, no way, not today, not now, not really, i dont want to, i do not want to, rather not, id rather not
word-name-second = name a second, name second, ask a second, name a new second
word-second-yes = second yes, yes second
word-second-no = second no, no second
