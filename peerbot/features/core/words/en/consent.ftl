### Every yes, in one list.

consent-none = You have agreed to nothing, so there is nothing to take back.
consent-list = This is all you said yes to. A number takes it back at once.
consent-place = Your place in a room ({ $title })
consent-closing-line = A line when a room has closed ({ $title })
consent-ten-minutes = A line ten minutes before a room closes ({ $title })
consent-role = The role of facilitator, until { $until-date }
consent-keep-note = Your note for next time, until { $until-date }
consent-word-before = A word a week before your note goes
consent-host = A room that you hold, or would hold ({ $title }): it closes, or another holds it
consent-retired = Something that I kept before I was changed, until { $until-date }
consent-gone = It is taken back.
renew-ask = What you said yes to has changed its meaning, so I ask again. Your no costs nothing else.
renew-place = Keeping your address, sealed, until that room closes, and letting others in it see it.
renew-closing-line = Writing you one line when that room has closed.
renew-ten-minutes = Writing you one line ten minutes before that room closes.
renew-host = Keeping your address, sealed, with a room that you hold, and showing it on its card.
renew-role = Keeping your address with the role of facilitator, for stewards and on the cards of your rooms.
renew-keep-note = Keeping your note, sealed, for next time.
renew-word-before = Writing you a word a week before your note goes, and keeping this chat's address, sealed, until then.
renew-yes = Thank you. It goes on as before.
renew-no = All right. That is gone.

word-consent = consent, consents, what i agreed to
word-renew-consent = renew my consent
