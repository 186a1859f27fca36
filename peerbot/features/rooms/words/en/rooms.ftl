### Open rooms: seeing them, coming in, giving the place back, and the closing line.

rooms-open = Rooms that are open now. Reading about one tells nobody anything.
room-line = { $title }. { $about } Closes { $closes }, in { $closes-left }.
room-line-full = { $title }. { $about } Full at the moment. Closes { $closes }, in { $closes-left }.
room-line-locked = { $title }. { $about } Nobody new is let in at the moment. Closes { $closes }, in { $closes-left }.
rooms-elsewhere =
    Rooms here are only for accounts on { $server }. Yours is on another server.
    To come in, you need an account on { $server }: the people of the collective can tell you how to get one. Then write to me from it.
    All else here is open to you. Say: help, for the words.
rooms-other = I know no open room of that name or number. These are open:
rooms-next = For dates that are planned, say: when. Open now:
rooms-next-none = Nothing is open now. For dates that are planned, say: when. For people elsewhere, say: now.
rules =
    This is agreed here.
    { $rules }
    The card of each room says so too, before you come in.
no-rooms = No room is open right now. Say: rooms, to look again later. Say: now, for people elsewhere.
room-not-there = That room is not open. Say: rooms, to see what is.
own-room = You hold that room yourself. Say: close, to close it.

# Tone matters more here than anywhere: this is what somebody reads before they say yes.
card = Please read this first. It closes { $closes }, in { $closes-left }.
card-changed = The room has a new holder. Please read this again. It closes { $closes }, in { $closes-left }.
# Eighteen lines of a phone, with the choices; `card-more` begins the second page.
card-with = { $title }, with { $facilitator }.
card-with-name = { $title }, with { $facilitator } ({ $called }).
card-second = If they cannot be there, { $second } holds it.
card-seen = Up to { $size } people, and who comes later, see your address, name and picture, even if you leave.
card-seen-for-two = Whoever comes sees your address, name and picture, even if you leave.
card-rules = The collective says: { $rules }
card-rules-long = What the collective asks of everybody here is under: Everything else.
card-duty = On a legal duty to report, the facilitator wrote: { $duty }
card-more = This is the rest.
card-about = { $about }
card-copies =
    People can write to you and keep copies. Servers know who came. I cannot tell you who will come.
    The invitation comes from { $keeper }, to "{ $name }". Decline any other.
card-text-only = In writing only: no voice, no video.
card-not-text-only = In writing, and by voice or video as people like.
card-no-duty = On a legal duty to report, the facilitator has said nothing.
# What the holder can do, who chose them, and whom to complain to.
card-holder =
    Whoever holds it can { $more ->
        [0] close it
       *[other] close it, make it longer
    }, let nobody new in, ask people to step out of it, and take messages back.
    They see your address there. Of this chat, and of what I keep, they see only what you pass on.
    Stewards chose them, and they said yes. To complain, say: complain.
card-may-change =
    It may close before its time{ $more ->
        [0] , and cannot be made longer
       *[other] , or be made longer, until { $latest } at the latest
    }.
    Then writing stops for everyone, and all are out. Element may say "removed". It is not about you.
    What I keep of you is sealed.
# Where the homeserver silences nothing by itself.
card-when-back = If I am off at its time, it closes when I am back.
# Where rooms are open to people of other homeservers, which may be away at that moment.
out-when-back = A homeserver that is away hears of it when it is back. Until then its people may still write to each other.
card-for-two = It is for the two of you: nobody else is let in.
card-begins = It begins { $starts }. You can be there before.
card-locks = You can come in until { $locks }. After that nobody new is let in.
card-full = It is full at the moment.
card-invited-alone = Only people whom the facilitator invited have a place in it.
card-locked = Nobody new is let in at the moment.
card-keeps = I keep your address until then.
choice-let-in = Let me in
choice-everything-else = Everything else
card-no = All right. Nothing is kept. I am here when you write.

place-waiting = I am asking the homeserver for your invitation, and write when it is there. You need do nothing. To give it up, say: leave.
# In one line, below what is answered while nothing is asked, until the invitation is there.
place-kept = Your place is kept. You are let in once somebody is there to hold the room, and I write to you then. To give it back, say: leave.
place-not-understood = I am a program and cannot take that in. I passed it to nobody. For people elsewhere, say: now.
place-not-understood-again = I still cannot take that in, and pass nothing on. For people elsewhere, say: now.
invitation-none = You have no place in a room, so there is no invitation. Say: rooms, to see what is open.
invitation-waits = There is no invitation yet. I send it once somebody is there to hold the room, and tell you here.
invitation-where =
    The invitation comes from { $keeper }, to: { $names }. Decline any other.
    If you have accepted it, you are in, and the room stands among your chats. If not, it waits there, or under: Invites.
    If you find neither, perhaps you blocked that account, and your app hides it. Unblock it, then look again.
place-given =
    The invitation is there.
    It comes from { $keeper }, to "{ $name }". Decline any other.
    Say: leave, any time, and your place is free.
place-given-again =
    The invitation is there, once more.
    It comes from { $keeper }, to "{ $name }". Decline any other.
    If you do not see it: perhaps you blocked that account. Then your app hides it. Unblock it, say: leave, and join again.
    Say: leave, any time, and your place is free.
line-ask = One more thing, only if you like: shall I write you one line here when the room has closed?
place-already = You have a place there. Say: leave, to give it back.
place-invited =
    The invitation comes from { $keeper }, to "{ $name }".
    If you do not see it: perhaps you blocked that account. Then your app hides it. Unblock it, say: leave, and join again.
place-refused-full = Sorry, that room is full. I keep nothing of your asking. Say: rooms, to see the others.
# As many people of their homeserver as may are there; that is not said, since it may be a small one.
place-refused-server = Sorry, I have no place for you in that room at the moment. It is not about you. I keep nothing of your asking. Say: rooms, to see the others, or ask again later.
place-refused-locked = Sorry, nobody new is let into that room at the moment. I keep nothing of your asking. Say: rooms, to see the others.
place-refused-invited = Sorry, that room is for invited people alone, and you are not among them. It is not about you. I keep nothing of your asking. If somebody told you about it, ask them. Say: rooms, to see the others.
place-refused-closed = Sorry, that room has closed. I keep nothing of your asking. Say: rooms, to see the others.
place-refused-not-begun = Sorry, that room closed before you could be let in: nobody was there to hold it. It is not about you. I keep nothing of your asking. Say: rooms, to see the others.
place-refused-forbidden = Sorry, the invitation could not be sent: a server does not take it. I keep nothing of your asking. Say: rooms, to see the others. If it stays so, ask the people who told you about me.
place-refused-blocked = Sorry, the invitation could not be sent: your settings refuse invitations. I keep nothing of your asking. Look for "block invitations" in your settings, then say: rooms.
place-refused-away = Sorry, the invitation could not be sent: your homeserver did not answer. I keep nothing of your asking. Say: rooms, to try again.
place-refused-limited = Sorry, the homeserver lets me invite nobody more for the moment. I keep nothing of your asking. Please try again in a few minutes. Say: rooms.

line-yes = I will write you one line when it has closed. I keep that wish, sealed, until then. For a word ten minutes before as well, say: ten minutes.
line-no = All right, no line when it closes on time. For a word ten minutes before the end, say: ten minutes.
ten-yes = I will write you a word ten minutes before the end. I keep that wish, sealed, until then.
ten-no = It is too late for that word, so I keep no such wish.
ten-late = { $title } closes { $closes }, in { $closes-left }.

no-place = You have no place in a room. For places at dates, say: my dates.
leave-which = Which place do you give back?
place-line = { $title }
place-freed = Your place is free, and I have dropped it here. Those who were there may have seen your address.
place-freed-waiting = Your place is free, and I have dropped it here. No invitation had gone out for it, as far as I know.
place-not-freed =
    I have dropped your place here, but the homeserver did not let me remove you. Please leave the room yourself.
    The stewards can see it.

# What is left of a room, below the sentence that it has closed; then what could come next.
room-left = I keep nothing of what was said there. People and servers may have copies.
room-left-told = I keep nothing of what was said there. People and servers may have copies. Of its server the collective says: { $copies }
after-room-beside = Later you can say: next, clear, or: now.
room-closed-time = The room has closed. Everyone is out of it. Thank you for coming.
room-closed-facilitator = The room has closed, before its time. Everyone is out of it. It is not about you.
room-closed-lost = The room is gone: the homeserver no longer has it. That was not planned. It is not about you.
room-closed-unsafe =
    I closed the room. The account that opens rooms changed in a way I cannot explain, so I do not trust it now.
    The stewards can see it.
room-closed-stuck =
    The time of the room is over, but the homeserver did not let me remove everyone. Some may still write in it. Please leave it yourself.
    The stewards can see it.
room-closed-uninvited = The room has closed: whoever should hold it could not come in. It is not about you. Say: rooms, to see what is open.

word-rooms = rooms, open rooms, list, roms, romms, rooom, roooms
word-join = join, jion, joing
word-next = next, next room
word-rules = rules, the rules
choice-next = When something is next
choice-rules = The rules
word-leave = leave, leave room, give my place back, leev, leav
word-invitation = invitation, invite, my invitation, my invite, where is my invitation, where is my invite, wheres my invite, where is the invitation, where is the invite, i dont see it, i do not see it, i cant see it, i cannot see it, i cant find it, i cannot find it, i see no invitation, no invitation, no invite, i have no invitation, i have no invite, i got no invite, i didnt get an invite, i did not get an invite, i didnt get the invite, i did not get the invite
word-let-in = let me in, in, join, { word-yes }
word-everything-else = everything else, everything, all of it, the rest, tell me everything
word-ten-minutes = ten minutes, ten minutes before, 10 minutes
