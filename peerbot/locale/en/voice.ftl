### What is said in a chat that is not private, so nothing private is in it.

not-encrypted =
    Hello. I am a program. I only answer in an encrypted chat, and this one is not.
    In Element: start a new direct chat with me and leave "encryption" on. I am leaving this one.
faulty-device =
    Hello. I am a program. I cannot read or answer here: the keys of your session do not work.
    Please sign out there, sign in again, and start a new chat. If that does not help, ask the people who told you about me.
unsigned-device =
    Hello. I am a program. I only write to sessions that their owner has confirmed, and yours is not.
    In Element: open Settings, then Encryption, and verify this session. Then write to me again.
unconfirmed-device =
    I got a message that I did not act on.
    It came from a session of your account that you have not confirmed. If it is yours, verify it: in Element, Settings, then Encryption. Then write again.
    If you know of no such session, somebody else may have your password, or power over your server.
identity-changed =
    Hello. I am a program. The identity of your account is another than when we first wrote, so I stop.
    If you reset it yourself, ask the people who told you about me what to do. If you did not, be careful.

write-again = I could not open what you just wrote: my keys for this chat had gone. They are new now. Please write it again.
too-often =
    I got very many messages from you, so I stop answering for an hour. Perhaps another program answers me.
    Nothing you said or chose before is lost. Please write again later.

# What phones show as the accounts' names. Neutral on purpose.
voice-name = Notes
keeper-name = Room service
