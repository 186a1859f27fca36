### Clearing a chat.

clear-ask =
    I would take back my own messages here and leave this chat. It takes a moment.
    Your own messages stay until you remove them. Devices and servers may keep copies.
    If I ever sent you a file, it stays on the server, locked. The key was only in my message, and goes with it.
    What you said yes to stays as well. Say: erase, if you want that gone.

word-clear = clear, clear this chat, clear chat
word-clear-it = clear, clear it, clear this chat, { word-yes }
choice-clear-it = Clear it and go
