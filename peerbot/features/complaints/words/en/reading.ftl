### A complaint: for those who took on to read them.

complaint-waits =
    Something for you here.
    It is for you to read when you have the time. Say: read complaints.
complaint-shown =
    This is for you to read.
    { $complaint }
complaint-from = From { $user }, who wants you to know that. It may not have gone to everybody who reads these: please show it to nobody.
complaint-from-nobody = From somebody who gives no address: please do not try to find out. It may not have gone to everybody who reads these: please show it to nobody.
complaint-more = { $count ->
        [one] One more waits
       *[other] { $count } more wait
    }. Say: read complaints.
complaints-none = Nothing waits for you to read.

role-ask-complaints =
    There is a question for you. Your no is not kept.
    A steward offers you to read complaints about people here. You would open no rooms. Whoever complains reads your address first, and can leave you out.
    With your yes I keep your address and this chat's with the role, sealed, until { $until-date }, to write to you here when one comes. The stewards can see who has it.
role-accepted-complaints = Thank you. It is yours until { $until-date }. When something comes I write to you here. Stay in this chat, or I cannot reach you.
role-held-complaints = You read complaints, until { $until-date }. When something comes I write to you here.
role-lay-down-ask-complaints =
    Lay the role down?
    Only a steward can offer it to you again. What you have not read goes to the others.
role-laid-down-complaints = You laid the role down, and I dropped it. Thank you.
role-revoked-complaints =
    Something has changed for you here.
    A steward has ended your role: complaints do not come to you any more. If that is not right, please talk to the stewards.
me-role-complaints = Your address, this chat's, and your yes to read complaints, until { $until-date }. Stewards can see it, and so can whoever complains.
me-offer-complaints = A steward's offer to you to read complaints, until { $until-date }. Say: role.
me-complaints = Complaints that wait for you to read: { $count }. Say: read complaints.
consent-complaints-role = The role of reading complaints, until { $until-date }
renew-complaints-role = Keeping your address and this chat's with the role of reading complaints, for stewards and for whoever complains.
help-complaints = read complaints: what waits for you. role: your role. lay down: end it.
choice-read-complaints = Read a complaint

word-read-complaints = read complaints, read complaint, read a complaint
