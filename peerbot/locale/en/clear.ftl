### Clearing a chat.

clear-ask =
    I would take back my own messages here and leave this chat. It takes a moment.
    Your own messages stay until you remove them. Others' devices and servers may keep copies for a while.


word-clear = clear, clear this chat, clear chat
word-clear-it = clear, clear it, clear this chat, yes, y
choice-clear-it = Clear it and go
