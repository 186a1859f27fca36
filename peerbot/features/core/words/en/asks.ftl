### What was asked, in a line each, for when something else came in between.

asks-clear = My question was: shall I clear this chat?
asks-read = My question was: shall I show you what is here for you?
asks-consent = My question was: which yes do you want to take back? Say its number.
asks-renew = My question was: do you still say yes, now that what it means has changed?
asks-erase = My question was: shall I forget you? It cannot be undone.
asks-me = My question was: may I show here now what I keep about you?
asks-me-shown = My question was: do you want to see more of it? If there is more, say: more.
