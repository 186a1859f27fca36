### Erasing a person, and saying only what is true about it.

erase-ask =
    I would forget you. It cannot be undone.
    First your places in rooms go, then all I hold about you, with the keys to this chat.
    Then I leave this chat.
erase-late = I asked that a while ago, so I ask once more.
erase-closes = The room that you hold closes for everyone: { $title }.
erase-hands-on = The room that you hold goes to the other facilitator who agreed to hold it: { $title }.
# While a steward has paused that: whoever is erased is somebody new.
erase-newcomers = For now I let nobody new in, until { $until-date }, { $until-clock }, at the latest. Once erased, you could not begin another chat with me before that.
choice-erase-it = Erase
erase-no = All right. Nothing was erased.
erase-going-on = I am erasing what I hold about you. First your places are freed. I write here when it is done.
erase-delayed =
    What I held about you can no longer be opened.
    Cleaning the last bytes from the disk takes longer than it should. I go on trying, and the stewards can see it.
erased =
    Done.
    What I held about you is gone, and its key is destroyed.
    I cannot reach what is elsewhere: this chat on your devices, messages and names on other people's devices, and what servers log, such as that we talked and when.
    If I ever sent you a file, it stays on the server, locked. The key was only in my message here.
    Old backups of my machine, if there are any, stay readable to whoever has them and the main key.
    I leave this chat now, and its keys go too. If you ever like, start a new one. You are welcome.

word-erase = erase, forget me, delete, delete me, erase me
word-erase-it = erase, erase it, forget me, delete, { word-yes }
