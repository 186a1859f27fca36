### The start of a date: whoever holds it opens a room, or not.

asks-start = My question was: shall I open a room for the date that is near?

start-asked =
    Something begins soon. Shall I open a room for it?
    { $title }, { $starts }, until { $closes }, with up to { $size } people besides you.
    Members see your address when they read about it, and your profile in the room. I keep your address with the room, sealed, until it closes, { $latest } at the latest.
    If it is not for you today, that is all right, and nobody hears why.
start-asked-beside =
    Something begins soon. Shall I open a room for it?
    { $title }, { $starts }, until { $closes }, with up to { $size } people besides you.
    Members see your address when they read about it, and your profile in the room. I keep your address with the room, sealed, until it closes, { $latest } at the latest.
    Say: begin. Or say: begin no. What I asked you before is still open.
choice-open-it = Open it
choice-not-today = Not today
start-passed =
    Something begins soon, and I cannot open a room for it with you.
    { $title }, { $starts }. Once you can, say: begin. If somebody else may hold it too, I ask them.
start-early =
    It is too early to open a room.
    { $title } begins on { $starts-day }, { $starts-clock }. From { $from-clock } on you can say: begin.
start-none = You hold nothing that begins now. To see what is open, say: rooms. For all that you can say: help.
start-is-open = It is open already, as number { $number }. To end it, say: close.
start-not-today = All right. If somebody else may hold it too, I ask them. If nobody can, whoever has a place hears that it does not meet today, and that it is not about them.
start-over =
    What I asked you is settled.
    Somebody else opened it. You need do nothing.
start-missed =
    Something that you host did not take place today.
    Nobody opened it: { $title }. That can happen, and people know that it is not about them. The next date stays as it is. If none answers before that one either, I pause it until you want it to go on.
start-paused =
    Something that you host is paused.
    Nobody opened it twice in a row: { $title }. That can happen. So that nobody waits in vain, it does not meet until you want it to. For that, say: plan resume. To end it, say: plan end.

series-off = { $title } does not meet today. Next it meets on { $starts-day }, { $starts-clock }.
series-off-last = { $title } does not meet today, and no other date of it is planned for now.


choice-begin = Open the room of your date
start-instead = Your date is near: { $title }, { $starts }. For its room, say: begin. This would be another one.
word-begin = begin, begin now, open it, open it now
word-begin-no = begin no, no begin, do not begin
word-open-it = { word-begin }, { word-yes }
word-not-today = { word-begin-no }, { word-decline }
