### What was asked, in a line each, for when something else came in between.

asks-card = My question was: do you want to come into the room that you read about?
asks-close = My question was: shall I close the room?
asks-close-which = My question was: which room shall I close? Say its number.
asks-closing-line = My question was: shall I write you one line here when the room has closed?
asks-second = My question was: will you hold the room when its facilitator cannot?
asks-hold = My question was: will you hold the room?
asks-kind = My question was: which kind of room shall I open? Say its number.
asks-open = My question was: shall I open the room?
asks-leave-which = My question was: which place do you want to give back? Say its number.
asks-who = My question was: who shall step out? Say their number.
asks-step-out = My question was: shall I take that person out of the room?
asks-take-back = My question was: shall I take back that message?
asks-which-room = My question was: which room is it about? Say its number.
asks-why = My question was: why shall that person step out? They can read your words.
asks-length = My question was: how much longer? As in: 15, or: until 23:30.
asks-longer = My question was: which room shall be longer? Say its number.
asks-ask-in = My question was: may that person have a place in your room?
asks-lock = My question was: which room is it about? Say its number.
asks-two = My question was: do you want to read about the room for the two of you?
asks-help = My question was: do you come to whoever asked for you in your room?
asks-handover = My question was: shall the other one hold your room? Without an answer it is theirs soon.
