### What was asked, in a line each, for when something else came in between.

asks-complaint-about = My question was: whom does your complaint concern?
asks-complaint-words = My question was: what is your complaint?
asks-complaint-readers = My question was: which of these shall not read your complaint?
asks-complaint-how = My question was: how does your complaint go?
asks-complaint-kept = My question was: do you want your complaint back?
