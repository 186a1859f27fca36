### A person whose account shows another identity, and who said that they reset it.

# Said the same whether anything was kept or not.
identity-reset =
    Thank you. From now on I write to the new identity.
    I cannot know who reset it. So a note, or a role with the rooms held by it, is gone if there was one. A place in a room stays.
    For a role, ask the people who told you about me. Say: menu, to go on.

# What to write, exactly, to confirm it. Never a number: that could answer an older question.
word-i-reset-it = i reset it, i have reset it, yes i reset it, i reset my identity, i did reset it
