### What people ask about the collective.

who =
    This is who is behind me.
    I belong to { $collective }. Its stewards run the machine I am on, and choose who may be a facilitator.
    A facilitator opens rooms. They can ask somebody to step out of theirs, take a message back there, and close it. Of what you write to me they read what you pass on to them, and nothing else.
    For more, ask the people who told you about me.

police =
    I call nobody and report nobody, and I do not search what you write.
    { $emergencies }
    If a facilitator wrote of a legal duty to report, the card of their room says so. For places outside, and whether they may call police, say: now.

age =
    I do not ask your age, and keep none.
    { $words }
# Where nobody asked: what happens to what people write, and the second page of a card.
age-told = About age: { $words }
age-unset = I do not ask your age, and keep none. Nothing is written here about it: ask the people who told you about me.

ambulance =
    I am a program and cannot call anybody.
    { $words }
    If somebody calls, police may come too. If you are in a room: say help me here, and I ask for its facilitator.
ambulance-unset =
    I am a program and cannot call anybody.
    The collective gave me no number for this.
    If somebody calls one, police may come too. If you are in a room: say help me here, and I ask for its facilitator.

word-who = who, who runs this, who are you
word-police = police, about police, cops
word-age = age, about age
word-ambulance = ambulance
