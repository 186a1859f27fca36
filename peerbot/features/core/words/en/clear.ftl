### Clearing a chat.

clear-ask =
    I would take back my own messages here and leave this chat. It takes a moment.
    Your own messages stay until you remove them. Devices and servers may keep copies.
    What you said yes to stays as well. Say: erase, if you want that gone.

word-clear = clear, clear this chat, clear chat
word-clear-it = clear, clear it, clear this chat, { word-yes }
choice-clear-it = Clear it and go
