### Roles. What is said of one ends in its name; those of other features bring their own.

role-none = You have no role, and none is offered to you. You need none to be here.
role-held-facilitator = You are a facilitator until { $until-date }. What members read about you on cards:
role-held-name = Name: { $called }, beside your address.
role-held-no-name = Name: none, so your address stands there alone.
role-held-duty = About a legal duty to report: { $duty }
role-held-no-duty = About a legal duty to report: not said.
choice-role-name = The name on cards
choice-role-duty = The line on a legal duty to report
choice-renew = Keep the role for another year
choice-lay-down = Lay the role down
choice-no-name = No name, my address alone
choice-not-said = Take the line off the cards
choice-as-it-is = Leave it as it is
role-name-ask = What shall members call you? Write it, up to 120 characters. They see it in quotation marks, beside your address.
role-duty-ask =
    Do you have a legal duty to report what you hear, to anyone?
    Write it, up to 120 characters. For example: no. Or: yes, about children in danger.
    Members read it in quotation marks, before they come.
role-line-address =
    I did not take that: it looks like an address, and could pass for somebody else's.
    Nothing has changed. What members read about you on cards:
role-line-question =
    I did not take that: it is a question, and members would read it on your cards.
role-line-not-taken =
    I did not take that: it is a number, or a word that I act on.
    Nothing has changed. What members read about you on cards:
role-as-it-was = All right. It stays as it was, and members read on cards:
role-changed = From your next room on, members read on its card:
role-not-changed = Nothing is changed yet. What you said yes to has changed its meaning, so I ask you about that first. Say: role.
role-renewed = It is yours until { $until-date }.
role-expires =
    A word about something of yours here.
    Your role ends on { $until-date }. To keep it, say: role.
role-lay-down-ask-facilitator =
    Lay the role down?
    Only a steward can offer it to you again. Rooms that are open close at their time.
role-kept = All right. The role stays as it was.
choice-lay-it-down = Lay it down
role-laid-down-facilitator = You laid the role down, and I dropped it. Thank you. Rooms that are open close at their time.
role-held-away = You are away until { $until-day }, so nobody names you as their second. To end that, say: i am back.
away-nobody = Nobody names you as a second, so there is nothing to change. To be left alone by me, say: stop.
away-how = Until when are you away? As in: monday, 17 march, 2026-12-24, 3 days. 90 days at most.
away-is = You are away until { $until-day }. To end that, say: i am back. Or until when else? As in: monday, 17 march, 3 days.
away-unread =
    I could not read until when.
    What I could not read: { $words }
    I can read a day that is still to come: monday, tomorrow, 17 march, 2026-12-24, 3 days, 2 weeks.
away-long = That is { $until-day }, and more than 90 days away. Please say a day before that, as in: 17 march, or: 12 weeks.
away-ask =
    Away until { $until-day }?
    Until then nobody can name you as their second. Whoever tries reads until when you are away, and no reason.
    Rooms that you hold, or agreed to hold as the second, stay as they are.
    I keep the day with your role, sealed.
away-yes = All right. You are away until { $until-day }. To end it before, say: i am back.
away-back = All right. You can be named as a second again.
away-not = As far as I know you are not away, so nothing has changed.
me-role-away = That you are away until { $until-day }, for those who would name you as their second.
role-ask-facilitator =
    There is a question for you. Your no is not kept.
    A steward offers you the role of facilitator. You could open rooms and hold them.
    With your yes I keep your address with the role, sealed, until { $until-date }. The stewards can see who has it.
role-accepted-facilitator = Thank you. You are a facilitator until { $until-date }. Say: open, to open a room.
role-refused = All right. The offer is gone, and your no is not kept.
role-revoked-facilitator =
    Something has changed for you here.
    A steward has ended your role of facilitator. If that is not right, please talk to the stewards. Rooms that are open close at their time.

help-facilitator =
    These words work at any time:
    rooms, join 1, invitation, leave, ten minutes, help me here, note, change, now, kept, readers, me, consent, erase, clear, menu, stop, next, rules, agreements, propose, who, police, complain, age, ambulance, when, zone, zone off, word before, no word before, follow, unfollow, my dates, my place again.
    open: open a room. One line is enough, as in: open quiet company 50. open again: the last one.
    room: how many are in, and the time left. extend 15: longer. step out: ask somebody to.
    take back, with the link of a message in your room: it is taken back. Without it: what I pass on for you and nobody has read.
    close: close your room before its time. lock: nobody new is let in. unlock: they are again. ask in: who may come into a room for invited people. hold: hold a room together with its facilitator. here: you hold yours on. name a second: who holds it when you cannot.
    role: your role, and what cards say of you. lay down: end it. away until monday: nobody names you as a second. i am back: they can. pace: how many rooms a week you want.

word-role = role, my role
word-role-name = name, the name on cards
word-role-duty = duty, duty to report
word-renew = renew, keep, keep the role
word-away = away, i am away, im away
word-i-am-back = i am back, im back, back again
word-lay-down = lay down, lay the role down
word-lay-it-down = lay it down, { word-yes }
word-no-name = no name, none, remove it, remove
word-not-said = not said, take it off, remove it, remove
word-as-it-is = leave it as it is, leave it, as it is
