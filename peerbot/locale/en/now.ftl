### Someone now: the truth about here, and places outside.

now =
    No one here is on call yet. This program cannot fetch anybody.
    These places are outside our collective:
outside-place = { $name }. { $hours } { $how } { $contact } May call police: { $police ->
        [yes] yes
        [no] no
       *[unknown] unknown
    }.

word-now = now, someone now, someone, talk to someone
