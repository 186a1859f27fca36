### What was asked, in a line each, for when something else came in between.

asks-propose-room = My question was: in which room do you propose it? Say its number.
asks-propose = My question was: what do you propose for this time? Whoever holds the room can read it.
asks-proposal = My question was: shall I pass on what you propose?
