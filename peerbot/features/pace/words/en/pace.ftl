### How many rooms a facilitator wants to open in a week.

asks-pace-number = My question was: how many rooms do you want to open in a week? Say a number, or: no number.
asks-pace = My question was: shall I keep that number for you?
pace-no-role =
    There is nothing to count for you.
    Only facilitators open rooms. Say: rooms, to see what is open.
pace-how =
    How many rooms do you want to open in a week, from 1 to { $most }?
    I tell you when you open one, and refuse none. I show the number to nobody else.
pace-is =
    You want to open { $wanted ->
        [one] 1 room
       *[other] { $wanted } rooms
    } in a week, and opened { $opened } since Monday.
    For another number, say it. To have none, say: no number.
pace-unread = I can take a number from 1 to { $most } there. To have none, say: no number.
pace-ask =
    { $wanted ->
        [one] 1 room
       *[other] { $wanted } rooms
    } in a week?
    I keep that number, and how many you opened since Monday, sealed, until 90 days after the last one. Today that is { $until-date }.
    I count from now on. I show it to you alone, when you open a room, and with: me. I refuse no room for it. Shall I keep it?
pace-kept = I keep it: { $wanted ->
        [one] 1 room
       *[other] { $wanted } rooms
    } in a week. To change it, say: pace.
pace-none = All right. I keep no such number.
pace-open = With this one you open { $opened ->
        [one] 1 room
       *[other] { $opened } rooms
    } this week. You wanted { $wanted }.
me-pace = How many rooms you want to open in a week ({ $wanted }), and how many you opened since Monday ({ $opened }), until { $until-date }.
consent-pace = Your number of rooms for a week
renew-pace = Keeping your number of rooms for a week, sealed, and how many you opened since Monday.

word-pace = pace, my pace, my week, rooms a week
word-no-number = no number, no numbers, none
