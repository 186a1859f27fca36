### What is said in a chat that is not private, so nothing private is in it.

not-encrypted =
    Hello. I am a program. I only answer in an encrypted chat, and this one is not.
    In Element: open the settings of this chat, then Security, and switch "encryption" on. Then write to me again.
    Or start a new direct chat with me and leave it on. What is written here without it, servers can read, and I do nothing with it.
faulty-device =
    Hello. I am a program. I cannot read or answer here: the keys of your session do not work.
    Please sign out there, sign in again, and start a new chat. If that does not help, ask the people who told you about me.
keys-unknown =
    Hello. I am a program. I cannot answer here yet: I was not told which keys your session has.
    Your server may be away for a while. You need not do anything. I keep asking, and then I answer what you wrote.
    If nothing has come after an hour, please write again.
unsigned-device =
    Hello. I am a program. I only write to sessions that their owner has confirmed, and yours is not.
    In Element: open Settings, then Encryption, and verify this session. Then write to me again.
unconfirmed-device =
    I got a message that I did not act on.
    It came from a session of your account that you have not confirmed. If it is yours, verify it: in Element, Settings, then Encryption. Then write again.
    If you know of no such session, somebody else may have your password, or power over your server.
identity-changed =
    Hello. I am a program. The identity of your account is another than when we first wrote, so I stop here.
    It is so when you reset it. It is so, too, when somebody else took over your account, or when a server lies. I cannot tell which.
    If you reset it yourself, write to me from a session that you verified: I reset it
    Then I go on. If I kept a note or a role, I drop it first.
    If you did not reset it, write nothing here. Change your password, and ask the people who told you about me.
identity-returned =
    Hello. I am a program. Your account shows an identity again that was reset before, so I stop here.
    It may be an old session, a server that lies, or somebody else. Words do not help against that.
    Ask the people who told you about me. They can let me forget you, and then we begin anew.

write-again = I could not open what you just wrote: my keys for this chat had gone. They are new now. Please write it again.
key-withheld =
    I could not open what you just wrote. Your app did not give me the key to it.
    It may be set to give keys only to people whom you verified, and I cannot be verified that way yet.
    In Element, look at the security settings of this chat, or of your account. Then write again.
no-verifying =
    I declined: I am a program, and cannot compare emoji yet.
    You need not verify me to write with me. If you like to make sure, compare my key by hand: ask the people who told you about me for it.
no-calls = I cannot take calls: I am a program, and can only read and write.
too-often =
    I got very many messages from you, so I stop answering for an hour. Perhaps another program answers me.
    Nothing you said or chose before is lost. Please write again later.

# What phones show as the accounts' names. Neutral on purpose.
voice-name = Notes
keeper-name = Room service

# What whoever invites this account may see in their app: a reason for declining.
declined = I cannot answer here.
declined-no-chat = I answer only in an encrypted chat of two.
declined-for-now = I begin no new chats for now. It is not about you. Please invite me again later, or tomorrow. If you cannot wait, ask the people who told you about me.
declined-server-full = I can begin no more chats with people of your homeserver for now. It is not about you. Please invite me again in a few days, or from another homeserver. Or ask the people who told you about me.
