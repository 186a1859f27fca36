### A facilitator opens a room, or closes it early.

not-facilitator =
    I cannot open one for you now.
    Rooms are opened by facilitators. If you would like to be one, ask the people of the collective.
    Say: rooms, to see what is open.
open-elsewhere =
    I cannot open one for you now.
    Rooms here are only for accounts on { $server }, and yours is on another server. To hold one, you need an account on { $server } that has the role: please talk to the stewards.
    Say: rooms, to see what is open.
open-most-each =
    I cannot open another for you now.
    You hold { $held ->
        [one] 1 room
       *[other] { $held } rooms
    } already, and one person holds no more here. A room counts until all are out of it.
    When one has closed, say: open. To close one, say: close.
open-most =
    I cannot open another now.
    There { $rooms ->
        [one] is 1 room
       *[other] are { $rooms } rooms
    } already, everybody's together, and that is the most there can be at a time. It is not about you.
    When one has closed, say: open. To see until when they are open, say: rooms.
open-which = Which kind of room? Or in one line, as in: open quiet company 50.
open-unknown = I do not know that kind of room. These I know. In one line: open, the kind, how long.
open-length = That length does not work. A room may last { $days ->
        [0] from 1 to { $longest } minutes
        [one] up to 1 day
       *[other] up to { $days } days
    }. Please say it again, as in: open quiet company 50.
open-unread =
    I could not read how long.
    What I could not read: { $words }
    I can read: 50, 1 hour, 1h30, 1.5 hours, until 23:30. Please say it again, as in: open quiet company 1h30.
kind-line = { $title }
open-summary =
    Is this right?
    { $title }. { $about } Up to { $size } people besides you, { $medium ->
        [text] in writing only
       *[any] in writing and by voice or video
    }.
    It closes { $closes }, in { $closes-left }. { $more ->
        [0] It cannot be made longer.
       *[other] You may make it longer, until { $latest } at the latest; members are told so.
    }
    Members see your address when they read about it, and your profile in the room. I keep your address with the room, sealed, until it closes, and for: open again, its kind, its length and whom it was for.
    They come in once you are in it. If you are away for { $away ->
        [one] 1 minute
       *[other] { $away } minutes
    }, it closes, unless a second holds it. Shall I open it?
open-second = I ask { $second } whether they hold it when you cannot.
second-unknown =
    That did not work.
    I know no facilitator of that name or address, or more than one. Please say it again, as in: open quiet company 50 with @name:server.
second-away =
    That did not work.
    { $second } is away until { $until-day }. Say: open, to choose again.
second-elsewhere =
    That did not work.
    Rooms here are only for accounts on { $server }, and that one is on another server. Say: open, to choose again.
open-done-invited = It is for invited people alone. To invite somebody: ask in @name:server. They come in with: rooms.
open-done-begins = It begins { $starts }. Before that nobody minds whether you are there.
open-done-locks = From { $locks } on nobody new is let in. To let people in again, say: unlock.
open-waiting = The room is being made. One moment.
open-done =
    The room is open, as number { $number }. Your invitation comes from { $keeper }, to "{ $name }".
    It closes { $closes }. Say: close, to close it before.
    Please accept it now: members come in once you are there. If you are away for { $away ->
        [one] 1 minute
       *[other] { $away } minutes
    }, it closes, unless a second holds it.
    In the room you can write, like everybody. For anything else, write to me: { $more ->
        [0] room, step out, take back, close
       *[other] room, extend { $more }, step out, take back, close
    }.
room-for-two = for two
open-two-done =
    There is a room for the two of you.
    It was { $guest } who asked for you, and I offer it to them. Your invitation comes from { $keeper }, to "{ $name }".
    It closes { $closes }. Please accept it now: they come in once you are there. Say: close, to close it before.
open-failed-answered = It is answered already, or they took it back. You need do nothing.
open-failed-most = I can open no room for the two of you: there are as many as there can be. They read your address, so they can write to you.
open-failed-taken = Somebody else is opening it, or has. You need do nothing. If nothing comes of it, I ask you again.
open-failed-not-now = That date cannot be opened now: it is over, it was changed, or people were told that it does not meet. For a room all the same, say: open. To see what you host, say: plan.
open-failed-many =
    I cannot open another now.
    There are as many rooms already as there can be at a time, everybody's together. It is not about you. When one has closed, say: begin.
open-failed-limited = The homeserver makes no more rooms for the moment. Please try again in a few minutes.
open-failed-forbidden =
    The homeserver does not let me make a room.
    The stewards can see it.
open-failed-unsafe =
    I open no room now: the account that opens rooms does not look the way it should.
    The stewards can see it.
open-failed-version =
    I cannot open one for you now.
    The homeserver makes only rooms of an older kind, in which I could not protect anybody. Please tell the stewards: it has to be updated.
open-failed-late = The time for that room was over before it could open. Please open it again.

after-holding-beside = Later you can say: open again, clear, or: now.
choice-open-again = The same again
own-room-closed-time = The room has closed. Everyone is out of it. Thank you for holding it.
own-room-closed-facilitator = The room has closed, before its time. Everyone is out of it. Thank you for holding it.
own-room-closed-lost = The room is gone: the homeserver no longer has it. That was not planned. Those who had a place are told.
own-room-closed-unsafe =
    I closed the room. The account that opens rooms changed in a way I cannot explain, so I do not trust it now.
    Those who had a place are told, and the stewards can see it.
own-room-closed-stuck =
    The time of the room is over, but the homeserver did not let me remove everyone. Please leave it yourself, and ask the others to.
    The stewards can see it.
own-room-closed-uninvited = You could not be invited, so I closed the room again. Look for "block invitations" in your settings. If you find nothing, your homeserver did not answer. Then open it again.

close-which = Which room?
close-ask =
    Close the room for everyone? It would close by itself, at { $closes } at the latest.
    In two minutes, people can finish what they write: the room's topic says so at once.
    It is: { $title }.
choice-close-it = Close it now
choice-close-soon = In two minutes
closes-soon =
    It closes { $closes }, and its topic says so. For more time, say: extend.
    It is: { $title }.
closes-soon-by-other =
    A word about your room.
    The other one who holds it closes it, { $closes }. For more time, say: extend.
    It is: { $title }.
close-going-on = It is closing. In a moment nobody can write in it.

word-open = open, open a room, open room
word-open-again = the same again, same again, again, open again
word-close = close, close now, close soon, close in two minutes, close in 2 minutes, close it now, close room, close my room, close the room, close this room, close this room now, end the room, end the session
word-close-it = close it, close, { word-yes }
word-close-soon = in two minutes, in 2 minutes, two minutes, soon
