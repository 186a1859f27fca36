### The first words, the menu, and what holds in every conversation.

# Above the first answer, whatever somebody begins with: nine lines of a phone, with `menu` below.
# The first line may be read by somebody else on a lock screen: it says nothing of its reader.
greeting =
    Hello. I am a program, not a person.
    I belong to { $collective }.
    I have no notes about you, and take none before your yes. I hold this chat's keys, sealed, until a week after your last word.
    Whoever runs my machine could read this.
greeting-known =
    Hello. I am a program, not a person.
    I belong to { $collective }.
    I keep something for you. Say: me, to see it. Say: erase, and it goes.
    Whoever runs my machine could read this.
menu = Say stop at any time.
menu-again = Here is what you can choose.

choice-rooms = People together now
choice-room = How it is in your room now
choice-extend = Make your room longer
choice-step-out = Ask somebody to step out
choice-close = Close your room
choice-help-here = Ask for the facilitator of your room, in private
choice-leave = Give your place back
choice-take-back = Take back a message in a room you hold
choice-now = Someone outside
choice-kept = What happens to what I write
choice-clear = Clear this chat
choice-role = A role that is offered to you
choice-open = Open a room
choice-nothing = Nothing
choice-back = Back
choice-no = No
choice-yes = Yes

all-right = All right. I am here when you write.
all-right-passing = What I pass on for you still waits to be read. To have it back, say: take back.
thanks = You are welcome.
bye = Take care. I am here when you write.

# Each begins with `not-understood`. Said in turn, so that none comes twice running; the last is one
# line, and then there is silence until a word that it knows.
not-understood-first = I cannot take in what you wrote, and passed it to nobody. You can choose:
not-understood =
    I am a program and cannot take that in. I passed it to nobody.
    You can choose:
not-understood-here =
    I am a program and cannot take that in. I passed it to nobody.
    For people, say: rooms, or: now. Or choose one of these.
not-understood-again = I still cannot take that in. I know few words. You can choose, or say: help.
not-understood-last = I cannot follow your words, and pass none on. For people outside this program, say: now. I am quiet until a word that I know: rooms, now, help or stop.

# Pictures, voice messages, files, places, stickers, polls.
only-text = I can only read text, and open nothing else. You can write: rooms, now or help.
only-text-here = I can only read text, and open nothing else. If I asked you something before, it is still open.
stop-guessed = All right. I ask nothing more.
say-yes = Something else came in between, so I ask again:
# A yes, with a question mark or dots behind it.
unsure = With a question mark, or dots, I take it for no answer yet. So I ask again:
edited = You changed what you wrote. I go by what you sent first. In a note, say: back, to answer once more.
edited-ask = You changed it to: { $words } Do that?

# What a whole sentence may mean is asked before anything is done.
guess = Do you mean this?
guess-one-of = Do you mean one of these?
guess-wrong = All right. Then I do not know what you mean. You can choose:
guess-wrong-here = All right. All is as it was before.
choice-not-that = No
word-not-that = neither, none of these, none of those, not that
choice-help = The words I know
choice-bye = Goodbye
choice-thanks = Thanks
choice-stop = Stop
choice-who = Who runs this
choice-police = About police
choice-age = For which ages it is
choice-ambulance = An ambulance
choice-erase = Forget me

help =
    These words work at any time:
    rooms: what is open. when: what comes in two weeks. zone: your time zone, for that. zone off: I keep none. word before: I write before a date. no word before: I do not. follow: I tell you of a subject. unfollow: of none. my dates: your places at dates. my place again: one at the next date. join 1: read about room 1. menu: the choices. now: people outside this program.
    room: how it is in your room. invitation: where it is. leave: give your place back. ten minutes: a word before it closes. help me here: I ask for its facilitator, in private.
    note: a note, if you like. change: mend a line of it. agreements: what is agreed in a room. propose: one more for this time, without your name. take back: nobody reads what you passed on, if they have not yet.
    kept: what is kept. readers: who could read it. me: what I keep about you. consent: what you said yes to.
    erase: I forget you. clear: I take back my words here and go. role: one that is offered to you.
    stop: I drop the question and say no more. Also: who, next, rules, police, age, complain, ambulance.

help-answering =
    My question is still open, and takes what you write next as its answer. For anything else say first: stop.
    These words work here as well. now: people outside this program. kept: what is kept, and about police.
    help me here: I ask for the facilitator of your room, in private. erase: I forget you.

still-open = My question is still open, and takes what you write next as its answer. For anything else say first: stop.

third-person =
    I stop here.
    Somebody else is in this chat, or is invited to it, so it is not private any more.
    I am leaving. To go on, start a new chat with only you and me.

undelivered = I could not send you an answer in time, and will not guess whether you got it. Please ask again.

word-menu = menu, hello, hi, hey, start, main menu, choices
word-help = help, ?, commands
word-stop = stop, stop it, stop now, be quiet, enough, that is enough, thats enough, leave me alone, go away, shut up, stop writing, stop writing to me, stop messaging me, stop texting me, do not write to me, dont write to me, dont message me, do not message me, stopp, please stop now
word-skip = skip, skip it, skip this, pass
word-nothing = { word-no }, nothing thanks
word-thanks = thanks, thank you, thx, ty, thanks a lot, many thanks, thank you so much, thank you very much, cheers, thank u, thanku, thankyou, tysm, tyvm, thank you very very much, cheers mate, ta
word-bye = bye, goodbye, good bye, bye bye, good night, see you, see ya, take care, talk later, byeee, byee, cya, ttyl, gtg
word-back = back, go back, nothing, cancel, never mind, nevermind
word-no = no, nothing, no thanks, no thank you, n, nope, nah, no way, not today, not now, not really, cancel, never mind, nevermind, i dont want to, i do not want to, i dont want that, rather not, id rather not, noo, no no, nop, naw, noope, non merci, no gracias, nein danke
word-yes = yes, y, yes please, yes i do, yes do it, yeah, yea, yep, yup, sure, ok, okay, do it, go ahead, yess, yeah ok, ok then, absolutely, yes absolutely, yes ok, ok yes

# Right after something else was answered these may be no yes to the question before it.
word-acknowledged = ok, okay, sure, yeah, yea, do it, yeah ok, ok then, yes ok, ok yes

# How people write a number, in their order; and what may stand before one, as in: number 1.
word-number-names = one, two, three, four, five, six, seven, eight, nine
word-before-number = number, no, nr, num, option, choice
# After it fell silent these are heard inside a sentence, too.
word-heard-in-silence = help, rooms, room, now, stop, someone, somebody, anyone, anybody, person, human, talk, please
word-please = please, pls, plz, plese, pleas, pleese

our-fault =
    Sorry, something went wrong in me, and I did not do what you asked. Please try again, or say: help.
    The stewards can see that it happened, not what you wrote.
unsaid =
    Sorry, I had something to say and could not send it: a fault in me. What you asked for may be done.
    To see what I hold, say: me. Otherwise please ask again.
    The stewards can see that it happened, not what you wrote.
