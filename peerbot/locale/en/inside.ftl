### Around a room that is open: for those in it, and for those who hold it.

place-waits =
    You have a place. There is no invitation yet.
    The facilitator is not in the room so far, and nobody is let in before them.
    Once they are there, I send your invitation and write to you here. You need do nothing.
    To give your place back, say: leave.
place-refused-out =
    I cannot let you into that room.
    Its facilitator asked you to step out, and that holds until the room has closed. After that I keep nothing of it.
    Every other room is open to you. Say: rooms, to see them. Say: now, for people elsewhere.

help-sent =
    That is done.
    I pass it on to { $facilitator }, with your address, and to nobody else. I cannot tell when they read it.
help-nowhere = You have no place in a room. Say: now, for people elsewhere.
help-asked =
    Somebody in the room you hold asks for you in private.
    It is { $user }. You can write to them from Element.

room-nowhere = You are in no room, and hold none.
room-now = { $people ->
        [one] 1 person is in the room
       *[other] { $people } people are in the room
    }. It closes { $closes }, in { $closes-minutes ->
        [one] 1 minute
       *[other] { $closes-minutes } minutes
    }. It may be made longer until { $latest }.
room-ends-ten = The room closes in { $minutes } minutes.
room-ends-ten-holder = The room you hold closes in { $minutes } minutes. Say: extend 15, for more time.
room-ends-two-holder = The room you hold closes in { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }. Time for last words.

extend-none = You hold no open room.
extend-how = How many minutes? For example: extend 15.
extended = It now closes { $closes }.
extend-refused = It stays at { $closes }: members were told { $latest } at the latest.

step-out-none = You hold no open room.
step-out-nobody = Nobody but you is in the room.
step-out-which = Who shall step out? It holds for this one room, and nothing of it is kept after.
step-out-person = { $user }
step-out-why = Why? They read your next words, and are out of the room at once. To leave it, say: no.
step-out-done = I am taking them out of the room, and they read your words.
stepped-out =
    A word about the room.
    Its facilitator asked you to step out, so your place in it is over.
    They wrote: { $reason }
    That can be hard to read. It holds for this one room, until it has closed; after that I keep nothing of it.
    Every other room is open to you. Say: rooms, to see them. Say: now, for people elsewhere.
stepped-out-complaints = { $complaints }

hold-ask =
    There is a question for you.
    The facilitator has been away for a while. Will you hold the room? Otherwise it closes.
hold-yes = Thank you.
hold-no = All right. Thank you for telling me. The room closes.
now-holding =
    The room is yours to hold now.
    It closes { $closes }. Say: room, extend 15, step out, close.
room-closed-alone = The room has closed. Nobody was there to hold it, and I leave nobody alone in one. It is not about you. Say: rooms, to see what is open.
own-room-handed-on =
    Something has changed for you here.
    You hold that room no longer, and you are out of it. The other facilitator holds it from here on; if they cannot, it closes.
    I have dropped your place in it.
choice-hold = I hold it

second-ask =
    There is a question for you.
    { $facilitator } opened a room ({ $title }), until { $closes }. Will you hold it when they cannot?
    With your yes members see your address with the room, and I keep it, sealed, until the room has closed.
second-yes = Thank you. Your invitation comes from { $keeper }, to "{ $name }". Say: leave, to be out of it again.
own-room-closed-alone = The room has closed: nobody was there to hold it.

word-help-here = help me here, help here, i need the facilitator
word-room = room, how many
word-extend = extend, longer
word-step-out = step out
word-hold = yes, y, i hold it, hold
