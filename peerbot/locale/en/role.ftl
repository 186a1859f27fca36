### The facilitator's role.

role-none = You have no role, and none is offered to you. You need none to be here.
role-held = You are a facilitator until { $until-date }. Say: erase, and the role goes with everything else.
role-ask =
    There is a question for you. Your no is not kept.
    A steward offers you the role of facilitator. You could open rooms and hold them.
    With your yes I keep your address with the role, sealed, until { $until-date }. The stewards can see who has it.
role-accepted = Thank you. You are a facilitator until { $until-date }. Say: open, to open a room.
role-refused = All right. The offer is gone, and your no is not kept.
role-revoked =
    Something has changed for you here.
    A steward has ended your role of facilitator. If that is not right, please talk to the stewards. Rooms that are open close at their time.

word-role = role, my role
