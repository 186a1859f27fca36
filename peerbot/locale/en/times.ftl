### How times and lengths are told, inside other sentences.

# Where the clock alone could be another day's.
time-on-a-day = { $clock } on { $day }
time-left = { $unit ->
        [days] about { $length } days
        [hours] about { $length } hours
       *[minutes] { $length ->
            [0] less than a minute
            [one] 1 minute
           *[other] { $length } minutes
        }
    }
