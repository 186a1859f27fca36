### What the account that opens rooms lets homeservers see: never a subject.

room-topic = Writing stops at { $closes }.
room-topic-soon = Writing stops at { $closes }, in about { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }.
# In the last minutes.
room-topic-last = Writing stops at { $closes }, in about { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }. Finish your sentence.
room-topic-asked = Who holds the room may change.
room-topic-changed = Somebody else holds the room now.
removal-reason = The room has closed, or a place in it has ended. Everyone gets these same words.
keeper-declines = Please write to the other account.
room-name-first = pine, birch, willow, maple, cedar, heron, otter, amber, linen, copper, paper, silver, clover, hazel, still, north
room-name-second = harbour, meadow, window, garden, lantern, bridge, corner, valley, island, river, table, stair, orchard, shore, field, bench
