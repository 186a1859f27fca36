"""Who joins, who leaves, and who holds the room."""

from msgspec.structs import replace

from peerbot.features.rooms import actions, fates, to_person, to_room
from peerbot.features.rooms.actor.asking_in import is_invited
from peerbot.features.rooms.actor.closing import report_step_out, second_agrees_late
from peerbot.features.rooms.actor.handover import ask_holder, second_wants_to_hold
from peerbot.features.rooms.actor.helping import call_for_help
from peerbot.features.rooms.actor.states import (
    Opened,
    begin_closing,
    invite,
    is_full,
    kept_places,
    look_after,
    patience,
    publish,
    send_to,
    without_one,
)
from peerbot.features.rooms.records import Card
from peerbot.features.rooms.settings import rooms_in
from peerbot.kernel import effects
from peerbot.kernel.context import Context
from peerbot.kernel.ids import UserID, server_of
from peerbot.kernel.messages import Send
from peerbot.kernel.table import Step


def let_member_in(state: Opened, message: to_room.LetIn, context: Context) -> Step:
    user = message.user
    if context.who in state.out:
        return Step(state, (send_to(user, to_person.PlaceRefused(state.card.mark, "out")),))
    if user in state.card.holders:  # they left it, and ask to be invited again
        return _invite_holder_back(state, user, context)
    if state.card.for_two and user not in (state.card.guest, *state.seats):
        return Step(state, (send_to(user, to_person.PlaceRefused(state.card.mark, "locked")),))
    if not is_invited(state, user, context):
        return Step(state, (send_to(user, to_person.PlaceRefused(state.card.mark, "invited")),))
    if state.card.locked and user not in state.seats and context.who not in state.went:
        return Step(state, (send_to(user, to_person.PlaceRefused(state.card.mark, "locked")),))
    kept = message.kept and user not in state.seats and _is_kept_for(state, context)
    # Who waits is promised a place, so it is there.
    if user not in state.seats and not kept and is_full(state, context.now):
        return Step(state, (send_to(user, to_person.PlaceRefused(state.card.mark, "full")),))
    if user not in state.seats and _is_crowded(state, user, context):
        return Step(state, (send_to(user, to_person.PlaceRefused(state.card.mark, "server")),))
    seats = tuple(dict.fromkeys((*state.seats, user)))
    took = (*state.took, context.who) if kept else state.took
    seated = replace(state, seats=seats, took=took)
    if user != state.card.guest:
        return Step(*invite(seated, user))
    card = replace(state.card, guest=None)
    after, invitations = invite(replace(seated, card=card), user)
    return Step(after, (effects.Publish(card, card.over), *invitations))


def _is_kept_for(state: Opened, context: Context) -> bool:
    """Whoever came for theirs and left again is as anybody else."""
    return kept_places(state, context.now) > 0 and context.who not in state.took


def _is_crowded(state: Opened, user: UserID, context: Context) -> bool:
    """Whether as many people of their homeserver have a place as may. Those of our own are not
    counted: who gets an account there is the stewards' to decide."""
    most = rooms_in(context).most_each_server
    if most is None or not context.settings.is_elsewhere(user):
        return False
    members = [seated for seated in state.seats if seated not in state.card.holders]
    return sum(server_of(seated) == server_of(user) for seated in members) >= most


def _invite_holder_back(state: Opened, user: UserID, context: Context) -> Step:
    """Check later whether they came: a homeserver may report a leave and the next invitation as
    only an invitation, so we may not know that they left."""
    after, invitations = invite(state, user)
    patient, check = _look_in_time(after, context)
    return Step(patient, (*invitations, *check))


def _look_in_time(state: Opened, context: Context) -> tuple[Opened, tuple[effects.SetTimer, ...]]:
    """A check that is already scheduled is not postponed, or repeated requests could leave the room
    without anybody to hold it."""
    if state.patient is not None and state.patient > context.now:
        return state, ()
    patient, check = look_after(patience(context), state, context)
    return patient, (check,)


def _without_member(state: Opened, user: UserID) -> Opened:
    seats, given = (tuple(u for u in them if u != user) for them in (state.seats, state.given))
    return replace(state, seats=seats, given=given)


def member_came(state: Opened, message: to_room.Came, _context: Context) -> Step:
    if message.user not in state.card.holders:
        return Step(state)
    waiting = (user for user in state.seats if user not in state.given)
    if message.user != state.card.facilitator:
        return Step(*invite(state, *waiting))
    here, published = _facilitator_present(replace(state, called_back=False))
    after, invitations = invite(here, *waiting)
    return Step(after, (*published, *invitations))


def _facilitator_present(state: Opened) -> tuple[Opened, tuple[effects.Publish, ...]]:
    """The facilitator is there, so the second is not asked to take over."""
    if not state.card.away:
        return state, ()
    card = replace(state.card, away=False)
    return replace(state, card=card), (effects.Publish(card, card.over),)


def invitation_answered(state: Opened, message: to_room.Answered, context: Context) -> Step:
    """Outcome of an invitation. People who left meanwhile, or have no place, are removed."""
    user = message.user
    after = replace(state, inviting=without_one(state.inviting, user))
    if user in (*after.seats, *after.card.holders):
        if isinstance(message, to_room.Invited):
            return _member_invited(after, user, context)
        if isinstance(message, to_room.NotInvited):
            return _member_not_invited(after, message, context)
        return Step(after, (send_to(user, to_person.PlaceWaits(after.card.mark)),))
    remove = actions.Remove(after.room_id, user)
    return Step(after, () if user in after.inviting else (remove,))


def _member_invited(state: Opened, user: UserID, context: Context) -> Step:
    if user in state.card.holders:
        first = user == state.card.facilitator and not state.card.number
        return publish(state, context) if first else Step(state)
    if user in state.given:
        return Step(state)
    given = replace(state, given=(*state.given, user))
    message = to_person.PlaceGiven(state.card.mark, again=context.who in state.went)
    return Step(given, (send_to(user, message),))


def _member_not_invited(state: Opened, message: to_room.NotInvited, context: Context) -> Step:
    if message.user in state.card.holders:
        if not state.card.number:
            return begin_closing(state, "uninvited")
        refused = send_to(message.user, to_person.HolderNotInvited(state.card.mark))
        return Step(state, () if message.why == "closed" else (refused,))
    refused = send_to(message.user, to_person.PlaceRefused(state.card.mark, message.why))
    # An earlier attempt may have succeeded without our learning of it.
    perhaps = (actions.Remove(state.room_id, message.user),) if message.why == "limited" else ()
    took = tuple(who for who in state.took if who != context.who)  # they may try again
    without = _without_member(replace(state, took=took), message.user)
    after, published = _still_for(without, message.user)
    return Step(after, (*published, refused, *perhaps))


def _still_for(state: Opened, user: UserID) -> tuple[Opened, tuple[effects.Publish, ...]]:
    """A room for two is still for them: nobody else could read of it, and they may try again."""
    if not state.card.for_two:
        return state, ()
    card = replace(state.card, guest=user)
    return replace(state, card=card), (effects.Publish(card, card.over),)


def _remove_member(state: Opened, user: UserID) -> tuple[Opened, tuple[actions.Remove, ...]]:
    going = replace(_without_member(state, user), going=(*state.going, user))
    remove = actions.Remove(state.room_id, user)
    return going, () if user in state.inviting else (remove,)


def let_member_go(state: Opened, message: to_room.LetGo, context: Context) -> Step:
    card = state.card
    if message.user == card.named:
        return _named_second_leaves(state, message.user)
    if message.user == card.second:
        alone, said = _drop_second(state, message.user, context)
        after, removal = _remove_member(alone, message.user)
        return Step(after, (*said, *removal))
    if message.user == card.guest:
        return begin_closing(state, "declined")
    if message.user != card.facilitator:
        return Step(*_remove_member(state, message.user))
    if card.second is None:
        return begin_closing(state, "facilitator")
    return _hand_over(state, card.second, context)


def member_removed(state: Opened, message: to_room.Removed, _context: Context) -> Step:
    """People who did not ask to leave were told why already, or may be erased by now."""
    settled = report_step_out(message, state.card.title)
    if message.user not in state.going:
        return Step(state, settled)
    freed = send_to(message.user, to_person.PlaceFreed(state.card.mark, message.refused))
    others = tuple(user for user in state.going if user != message.user)
    return Step(replace(state, going=others), (freed, *settled))


def step_out(state: Opened, message: to_room.StepOut, context: Context) -> Step:
    card = state.card
    if message.by not in card.holders or message.user not in state.seats:
        fate: fates.StepOutFate = "gone" if message.by in card.holders else "not-yours"
        return Step(
            state, (send_to(message.by, to_person.StepOutSettled(message.user, card.title, fate)),)
        )
    out = replace(_without_member(state, message.user), out=(*state.out, context.who))
    words = send_to(message.user, to_person.SteppedOut(card.mark, message.why, message.by))
    before, said = _drop_second(out, message.user, context)
    return Step(before, (*said, actions.Remove(state.room_id, message.user, message.by), words))


def _drop_second(
    state: Opened, user: UserID, context: Context
) -> tuple[Opened, tuple[effects.Effect, ...]]:
    """If they were the second, there is none now: people may agree to it just before they leave.

    They may have been the only one there, so it is checked whether the facilitator is.
    """
    card = state.card
    if user != card.second:
        return state, ()
    alone = replace(state, card=_without_second(card), passes=None, returns=False)
    after, check = _look_in_time(alone, context)
    answered = _second_answered(card, user, yes=False)
    return after, (effects.Publish(after.card, after.card.over), answered, *check)


def member_went(state: Opened, message: to_room.Went, context: Context) -> Step:
    if message.user in state.card.holders:
        return _holder_left(state, message.user, context)
    if message.user not in state.seats:
        return Step(state)
    freed = send_to(message.user, to_person.PlaceFreed(state.card.mark))
    gone, published = _still_for(_without_member(state, message.user), message.user)
    went = tuple(dict.fromkeys((*gone.went, context.who)))
    return Step(replace(gone, went=went), (*published, freed))


def _holder_left(state: Opened, user: UserID, context: Context) -> Step:
    """They may come back. The facilitator is invited again, but only once."""
    patient, check = look_after(patience(context), state, context)
    if user != state.card.facilitator or state.called_back:
        return Step(patient, (check,))
    after, invitations = invite(replace(patient, called_back=True), user)
    return Step(after, (check, *invitations))


def look_in(state: Opened, message: to_room.LookIn, _context: Context) -> Step:
    return Step(state, (actions.Look(state.room_id, message.why, message.user),))


def people_seen(state: Opened, message: to_room.Seen, context: Context) -> Step:
    card = state.card
    if message.why == "check":
        return _check_holders(state, message.people, context)
    if message.why == "help":
        return call_for_help(state, message, context)
    if message.why == "hold":
        return ask_holder(state, message, context)
    if message.why == "room":
        now = to_person.RoomNow(card.title, message.people, card.closes, card.latest)
        return Step(state, (send_to(message.user, now),))
    if message.user not in card.holders:
        return Step(state)  # they no longer hold the room, and were told
    if message.user not in (*message.people, card.facilitator):
        return Step(state, (send_to(message.user, to_person.NotIn(card.title)),))
    others = tuple(user for user in message.people if user not in card.holders)
    return Step(state, (send_to(message.user, to_person.WhoIsIn(card.mark, card.title, others)),))


def _check_holders(state: Opened, people: tuple[UserID, ...], context: Context) -> Step:
    """If the facilitator is away, ask the second. While they are there, the room stays open."""
    if state.patient is not None and context.now < state.patient:
        return Step(state)  # two checks ran at the same time, and the first one decided
    card = state.card
    if card.facilitator in people:
        return Step(*_facilitator_present(state))
    if card.second is None or card.away:
        return Step(state) if card.second in people else begin_closing(state, "alone")
    away = replace(card, away=True)
    patient, again = look_after(patience(context) / 2, replace(state, card=away), context)
    asked = send_to(card.second, to_person.HoldAsked(card.mark))
    return Step(patient, (effects.Publish(away, away.over), asked, again))


def second_answered_hold(state: Opened, message: to_room.Holds, context: Context) -> Step:
    if message.user != state.card.second:
        return Step(state)
    if not state.card.away:
        return second_wants_to_hold(state, message, context)
    return (
        _hand_over(state, message.user, context) if message.yes else begin_closing(state, "alone")
    )


def _hand_over(state: Opened, user: UserID, context: Context) -> Step:
    """The second holds the room from now on, and is given time to join.

    The previous facilitator has no place in it any more, and is told. What was handed to them is
    theirs to read; whoever wrote it may hand a note or a proposal to the second as well.
    """
    old = state.card
    before, removal = _remove_member(state, old.facilitator)
    card = replace(
        _without_second(old), facilitator=user, shown_name=old.second_name, duty=old.second_duty
    )
    unread = replace(before, noted=(), proposing=())
    handed = replace(unread, card=card, called_back=False, passes=None, returns=False)
    patient, check = look_after(patience(context), handed, context)
    after, invitations = invite(patient, user)
    now_holding = send_to(user, to_person.NowHolding(card))
    others = (seated for seated in after.seats if seated not in old.holders)
    told = (send_to(seated, to_person.HeldByAnother(card.mark)) for seated in others)
    published = effects.Publish(card, card.over)
    return Step(after, (published, now_holding, *invitations, *removal, check, *told))


def _without_second(card: Card) -> Card:
    """The card without a second."""
    return replace(
        card, second=None, second_name="", second_duty="", away=False, changes=card.changes + 1
    )


def _second_answered(card: Card, user: UserID, *, yes: bool) -> Send:
    return send_to(card.facilitator, to_person.SecondAnswered(card.title, user, yes))


def second_agrees(state: Opened, message: to_room.SecondAgrees, context: Context) -> Step:
    if message.user == state.card.second:
        return Step(state)  # said twice
    if message.user != state.card.named:
        # They keep their own place: they said no, then yes, before the no was passed on.
        return (
            Step(state)
            if message.user in state.seats
            else second_agrees_late(state, message, context)
        )
    if context.who in state.out:
        unnamed, said = _withdraw_naming(state, message.user)
        refused = send_to(message.user, to_person.PlaceRefused(state.card.mark, "out"))
        return Step(unnamed, (*said, refused))
    card = replace(
        state.card,
        second=message.user,
        second_name=message.shown_name,
        second_duty=message.duty,
        named=None,
        changes=state.card.changes + 1,
    )
    after, invitations = invite(replace(state, card=card), message.user)
    answered = _second_answered(card, message.user, yes=True)
    return Step(after, (effects.Publish(card, card.over), *invitations, answered))


def second_declines(state: Opened, message: to_room.SecondDeclines, _context: Context) -> Step:
    if message.user != state.card.named:
        return Step(state)
    after, said = _withdraw_naming(state, message.user)
    return Step(after, said)


def _withdraw_naming(state: Opened, user: UserID) -> tuple[Opened, tuple[effects.Effect, ...]]:
    card = replace(state.card, named=None)
    return replace(state, card=card), (
        effects.Publish(card, card.over),
        _second_answered(card, user, yes=False),
    )


def _named_second_leaves(state: Opened, user: UserID) -> Step:
    """They give up their place as a member, or have none and are being erased."""
    unnamed, said = _withdraw_naming(state, user)
    if user not in state.seats:
        return Step(unnamed, (*said, send_to(user, to_person.PlaceFreed(state.card.mark))))
    after, removal = _remove_member(unnamed, user)
    return Step(after, (*said, *removal))
