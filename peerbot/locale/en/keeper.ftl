### What the account that opens rooms lets homeservers see: never a subject.

room-topic = Writing stops at { $closes }.
room-topic-soon = Writing stops at { $closes }, in about { $minutes } minutes.
removal-reason = The room has closed, or the place was given back. This is not about you.
room-name-first = pine, birch, willow, maple, cedar, heron, otter, amber, linen, copper, paper, quiet, early, open, still, north
room-name-second = harbour, meadow, window, garden, lantern, bridge, corner, valley, morning, river, table, stair, orchard, shore, field, bench
