### What people write who ask what comes, and do not know the word.

meant-when =
    … any coming …, … any today …, … before next …, … begin …, … cancelled …, date, … date …, … date
    it …, … everything on today …, … for coming today, … for next today, … forgot when …, … group
    again …, … group last …, … group next …, group on today, … group over today …, … group today …,
    … group … today …, group when …, … hours …, … how long … group …, … how many times …, … i come
    back …, it today or today, … late group …, … late ones …, … long wait …, … missed today …, next,
    … next for today, next group …, … next group …, … next one …, next one when …, … next opens …, …
    next reunion …, … next when, next when, … on when …, … one in today …, … one today …, … open
    today …, … plan for …, … remind me when …, … run … late …, schedule, … schedule …, schedule and
    times, … something on today …, … something today, … soon …, … start time …, … still on for …,
    tell me when, … tell time …, … there one today …, … time change …, … time group, time group …,
    time in …, … time open, time what group …, times, … today one …, what next, … what next, what on
    …, … what start …, … what when …, … what your hours, … when … again …, … when come back …, when
    … finish …, … when group …, … when … group …, … when i come …, … when i join …, … when i use
    again, … when it finish …, … when it start …, … when join …, when … meet …, … when … next …,
    when next …, when … next one, when open, … when open …, … when person together …, … when run …,
    … when something …, … when … start …, … when there …, … when there group …, … when there group
    again …, … when they …, … when … today, … when … today …, … when … together …, … when you next
    …, when you open …, … when you open …, … when your …, when zone …, … you meet …, … you open
    today …, your hours, … your next …,
    … everything planned …, … something planned …, … any planned …, what planned …, … what planned,
    … dates planned …, … group planned …
