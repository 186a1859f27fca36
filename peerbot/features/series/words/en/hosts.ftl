### A group that several people host together, and what they ask each other.

# Whom a host asks.
hosts-with-how = Whom shall I ask to host it with you? Say it with their name or address, as in: plan with @name:server.
hosts-with-unknown =
    That did not work.
    I know no facilitator of that name or address, or more than one. Please say it again, as in: plan with @name:server.
hosts-with-elsewhere =
    That did not work.
    Rooms here are only for accounts on { $server }, and theirs is on another server.
hosts-with-away =
    That did not work.
    { $host } is away until { $until-date }, so I asked nothing.
hosts-with-asked =
    That is done.
    I ask { $host } whether they host it with you ({ $title }), and tell you what they say. Until then I keep their address with it, sealed, for three days or up to its next date.
hosts-with-yes =
    A word about what you planned.
    { $host } hosts it with you from now on ({ $title }). You take turns:
hosts-with-no =
    A word about what you planned.
    Whom you asked does not host it with you ({ $title }), or has not answered. To ask somebody else, say: plan with @name:server.
hosts-with-asking =
    Nothing was changed.
    Somebody is asked already whether they host it with you ({ $title }). Once they have answered, you can ask another.
hosts-with-is-host =
    Nothing was changed.
    { $host } hosts it with you already ({ $title }).
hosts-with-most =
    Nothing was changed.
    Four host it already ({ $title }), and that is the most there can be.
hosts-with-often =
    Nothing was changed.
    Ten times somebody was asked to host it ({ $title }), and I ask no more often than that.

# Who is asked.
hosts-offered = There is a question for you.
hosts-offered-what = { $host } asks whether you host with them what meets again ({ $title }).
hosts-offered-kept = With your yes I keep that you host it: your address and this chat's, sealed, until { $until-date }, the day after its last date. Whoever hosts it with you reads your address, and may move its dates; members do not read it. You can step down at any time. Will you?
hosts-offered-until = If you say nothing, nothing comes of it after { $until-day }, { $until-clock }.
hosts-declined = All right. You do not host it, and nothing is kept of it.
hosts-late = That question is over, so nothing has changed.
hosts-welcome =
    You host it now.
    It is about: { $title }. To see who holds which date, and what you can ask of each other, say: plan. To stop hosting it: plan step down.
hosts-joined =
    Something has changed for you here.
    Somebody hosts it with you from now on ({ $title }). You take turns anew:
hosts-left =
    Something has changed for you here.
    Somebody does not host it with you any more ({ $title }). You take turns anew:
hosts-changed =
    Something has changed for you here.
    Somebody who hosts it with you has changed it ({ $title }). I keep that you host it until { $until-date }.
hosts-skipped = It does not meet on { $day-day }.

# What hosts see of it.
hosts-date = { $starts-day }, { $starts-clock }: { $host }
hosts-date-yours = { $starts-day }, { $starts-clock }: you
hosts-asked = I have asked { $host } whether they host it with you.
hosts-words-one = To host it with another facilitator, say: plan with @name:server.
hosts-words = Among you: plan take { $until-date }. plan swap { $starts-date } with { $until-date }. plan cover { $starts-date }, if you cannot. plan with @name:server. plan step down.
hosts-alone = Nobody hosts it with you. To ask somebody, say: plan with @name:server. To leave a date out: plan skip { $starts-date }. To end it: plan end.

# Out of it.
hosts-step-down = Shall I take you out of it?
hosts-step-down-one = It is about: { $title }. It goes on with those who host it with you. Your dates are theirs to hold, and nothing of it is kept of you.
hosts-step-down-all =
    I can only take you out of all of it.
    What I could not read: { $words }
    For that, say: plan step down. For one date, say: plan cover { $starts-date }.

# Who holds a date.
hosts-turn-ask = Shall I ask that?
hosts-take = { $host } holds { $starts-day }, { $starts-clock }, and would be asked whether you do instead.
hosts-cover = You hold { $starts-day }, { $starts-clock }. The others would be asked one after the other whether they do instead. It is yours until somebody says yes.
hosts-swap = You would hold { $to-day }, { $to-clock }, and { $host }, who is asked, { $starts-day }, { $starts-clock }.
hosts-take-yours = It is yours to hold already. Nothing has changed.
hosts-cover-not-yours = It is not yours to hold, so there is nothing to ask.
hosts-cover-nobody = There is nobody who could be asked now: the others are away then, or have no role. You can leave it out, or move it: plan skip { $starts-date }. plan move { $starts-date } to { $to-date } 19:00.
hosts-swap-how =
    I can swap one date of yours for one that another holds. As in: plan swap { $starts-date } with { $until-date }.
    What you named:
hosts-turn-offered = There is a question for you.
hosts-offered-take = { $host } would like to hold { $starts-day }, { $starts-clock }, which is yours to hold ({ $title }). Shall they?
hosts-offered-swap = { $host } asks whether you swap ({ $title }): you would hold { $starts-day }, { $starts-clock }, and they { $to-day }, { $to-clock }. Will you?
hosts-offered-cover = { $host } cannot hold { $starts-day }, { $starts-clock } ({ $title }), and asks whether you do. Will you?
hosts-turn-asked =
    I ask, and tell you what comes of it.
    Until then it stays as it is ({ $title }):
hosts-turn-no =
    A word about what you asked.
    There was no yes to it, so it stays as it was ({ $title }):
hosts-turn-nobody =
    A word about what you asked.
    Nobody else can hold it ({ $title }), so it is still yours. You can leave it out, or move it: plan skip { $day-date }. plan move { $day-date } to { $to-date } 19:00.
hosts-turn-changed =
    A word about what you asked.
    Something of it has changed meanwhile, so I ask no further ({ $title }):
hosts-turn-late = That question is over, so nothing has changed.
hosts-turn-most =
    I did not ask that.
    Somebody is asked about that date already, or about four others ({ $title }). Once they have answered, you can ask again.
hosts-turns =
    Something has changed for you here.
    This is who holds it now ({ $title }):

series-end-shared = It ends for those who host it with you, too. To leave it to them, say: plan step down.
series-other =
    Something has ended for you here.
    Somebody who hosted it with you has ended what you planned ({ $title }). Members see no date of it, and I keep nothing of it.
series-stepped-down =
    You do not host it any more.
    It goes on with the others ({ $title }), and I keep nothing of it with you.
series-role-shared =
    Something has ended for you here.
    You do not host what you planned any more ({ $title }), since it is hosted with a role that you have no more. It goes on with the others, and I keep nothing of it with you.
series-late = That question is over, so I keep nothing of it.
erase-series-shared = What you planned goes on with those who host it with you: { $title }.
