### The time zone in which somebody reads dates.

asks-zone-city = My question was: which large city has the same time as you?
asks-zone = My question was: shall I keep the name of that time zone for you?
zone-how =
    Which large city has the same time as you? For example: Lisbon, or: New York.
    I would show you the dates of groups in that time. Here I show { $there }.
zone-is =
    You read dates in the time of { $there-zone }. There it is { $there } now.
    I keep that until { $until-date }. For another one, say a large city. For none, say: zone off.
zone-which = Do you mean one of these? If not, say another large city in your time zone.
zone-unread = I know only some cities. Please try a capital near you, or your country. To leave this, say: back.
zone-country = Clocks differ within that country. Please say a large city there. To leave this, say: back.
zone-line = { $there-zone }, where it is { $there }
zone-ask =
    There it is { $there } now. Is that right for you?
    I would keep the name of that time zone, { $there-zone }, sealed, until { $until-date }, or until you say: zone off.
    I use it when you look up dates, and show it to you alone. Nobody else gets it; whoever has my machine and its key could read it. Shall I keep it?
zone-kept = I keep it: { $there-zone }. To see what comes, say: when. To change it, say: zone.
zone-none = I keep no time zone for you. You read dates in the one that all have here, where it is { $there } now.
me-zone = The name of your time zone ({ $zone }), until { $until-date }. To change it, say: zone.
consent-zone = The time zone in which you read dates
renew-zone = Keeping the name of your time zone, sealed, to show you dates in it.

word-zone = zone, time zone, timezone, my time zone, my timezone, my zone, change my time zone, change my timezone, what is my time zone, what is my timezone, whats my time zone, whats my timezone
word-zone-off = zone off, no zone, time zone off, timezone off, forget my zone, forget my time zone, forget my timezone, forget where i live
word-zone-untold = none, i dont want to say, i do not want to say, id rather not say, rather not say, i wont say
