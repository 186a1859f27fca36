### The steps of a date, for whoever hosts it.

rhythm-none =
    There is no card for you now.
    A group that you host has one if your collective wrote steps for what it is planned by. I show it from a day before.
rhythm-card = This is the card for { $day-day }.
rhythm-line = { $starts-clock }: { $step }
rhythm-two = { $starts-clock }: { $step } { $to-clock }: { $then }
rhythm-ask = It is about: { $title }. Shall I say each step here at its time, on this date alone? With your yes I keep that, and this chat's address, sealed, until { $until-date }. Whoever sees your phone then can read the steps.
rhythm-said = It is about: { $title }. I say each step here at its time. To stop that, say: consent.
rhythm-kept = I say each step here at its time. To stop that, say: consent.
rhythm-step =
    A word about the time.
    { $starts-clock } to { $to-clock }: { $step }

me-rhythm = That I say the steps of a date here ({ $title }), with this chat's address, until { $until-date }. Say: consent.
consent-rhythm = Saying the steps of a date here ({ $title }), until { $until-date }
renew-rhythm = Saying the steps of a date here, each at its time, and keeping this chat's address, sealed, until the day after it.

word-rhythm = rhythm, the rhythm
