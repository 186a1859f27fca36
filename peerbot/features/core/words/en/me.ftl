### Everything that is kept about a person, shown to that person.

me-ask = This shows all that I keep about you. Is it all right to show it here now?
choice-show = Show it
me-nothing =
    I have no notes about you.
    For this chat I hold what carries it: your address, its keys, and marks of what was delivered.
    It is sealed, and goes a week after your last word. There is nothing else.
me-shown =
    This is all. It is sealed. Say: erase, and all of it goes.
    For this chat: your address, its keys, marks of what was delivered, and what I asked last, until a week after your last word.
    Also which identity your account has, for as long as I keep what follows, so that nobody else gets it.
me-place = Your address and this chat's, for a place in a room ({ $title }), until it has closed, at the latest { $closes }.
me-closing-line = Your wish for one line when it has closed ({ $title }).
me-ten-minutes = Your wish for a word ten minutes before it closes ({ $title }).
me-note = Your note for next time, until { $until-date }. To mend a line, say: change. It reads:
me-word-before = Your wish for a word a week before it goes, and the address of this chat until then.
me-role-facilitator = Your address and your yes to the role of facilitator, until { $until-date }. Stewards can see it.
me-role-name = The name on your cards: { $called }
me-role-duty = Your line on a legal duty to report: { $duty }
me-role-again = Your last room, for: open again: { $kind }, { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }{ $options ->
        [0] .
       *[other] , and whom it was for.
    }
me-offer-facilitator = A steward's offer to you of the role of facilitator, until { $until-date }. Say: role.
me-own-room = Your address and this chat's, as the one who holds a room ({ $title }), until it has closed, at the latest { $closes }.
me-named = Your address, with a room ({ $title }) whose facilitator asks you to hold it when they cannot, until you answer, at the latest { $closes }. Say: second yes, or: second no.
me-prompt = Something that I want to ask you, until { $until }. Say: questions.
me-retired = Something that I kept for you before I was changed, and can no longer read, until { $until-date }. To be rid of it, say: consent.
me-unread = That something of another person waits here for you to read it, until { $until }. Say: read it.
me-passing = Words of yours that wait here until somebody has read them, at the latest until { $until }. For a note, a proposal or a call for help, say: take back.

word-me = me, about me, my data
word-show = show, show it, { word-yes }
