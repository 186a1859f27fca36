### What was asked, in a line each, for when something else came in between.

asks-hand = My question was: shall I hand your note on?
asks-keep = My question was: shall I keep your note for next time?
asks-word = My question was: shall I write you a word a week before your note goes?
asks-line = My question was: which line of your note do you want to change? Say its number.
asks-answer = My question was: which line of your note do you want to change? Say its number.
asks-note = My question was: what shall I do with your note?
asks-note-question = My question was the one above, for your note. To leave it out, say: skip.
asks-doubt = My question was: is what you wrote your answer?
asks-mend = My question was: what shall that line of your note say?
