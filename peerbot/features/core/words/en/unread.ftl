### What somebody else wrote for the person: said when they want to read it, not on a lock screen.

# All that comes by itself. It may be seen by whoever holds the phone.
unread = Something for you here.
unread-beside =
    Something for you here.
    Say: read it. What I asked you before is still open.
unread-none =
    There is nothing here for you to read now.
    If something was here, it is over: a note, or a proposal, waits until its room has closed. Or its writer took it back.
unread-later = All right. To read it later, say: read it. It does not wait for ever.
choice-read-it = Read it

word-read = read it
word-read-it = read it now, { word-yes }
