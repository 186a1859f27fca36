### What was asked, in a line each, for when something else came in between.

asks-role-offer = My question was: do you want the role that is offered to you?
asks-role = My question was: what do you want to change about your role?
asks-role-name = My question was: what shall members call you?
asks-role-duty = My question was: do you have a legal duty to report what you hear?
asks-away-until = My question was: until when are you away? As in: monday, or: 17 march.
asks-away = My question was: are you away until the day that you read about?
asks-lay-down = My question was: do you want to lay the role down?
