### What the program asks by itself, when something else is asked already.

prompt-beside =
    Something for you to answer.
    Say: questions. What I asked you before is still open.
prompt-none = Nothing waits for an answer of yours.
choice-questions = Something waits for your answer

word-questions = questions, your questions
