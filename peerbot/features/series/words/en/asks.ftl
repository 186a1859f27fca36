### What was asked, in a line each, for when something else came in between.

asks-plan-group = My question was: what is the group about that you plan?
asks-plan-day = My question was: on which day does it meet?
asks-plan-time = My question was: at what time does it meet?
asks-plan-often = My question was: how often does it meet?
asks-plan-people = My question was: how many people may come?
asks-plan-holidays = My question was: what shall I do with the days on which your collective usually plans nothing?
asks-plan-clock = My question was: what shall I do where clocks skip that time?
asks-plan = My question was: shall I plan it like that?
asks-series-which = My question was: which of your groups?
asks-series-change = My question was: shall I change it like that?
asks-series-end = My question was: shall it end?
asks-hosts-step-down = My question was: shall I take you out of it?
asks-hosts-turn = My question was: shall I ask that?
asks-hosts-offered = My question was: will you host it with them?
asks-hosts-turn-offered = My question was: shall it be held like that?
asks-rhythm = My question was: shall I say each step at its time?
