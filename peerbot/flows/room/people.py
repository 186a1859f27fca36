"""Who comes in, who goes, and who holds the room."""

from msgspec.structs import replace

from peerbot.flow import Step
from peerbot.flows.room.closing import stepped_out
from peerbot.flows.room.passing import reach
from peerbot.flows.room.states import (
    Opened,
    begin_closing,
    inviting,
    look_after,
    patience,
    publish,
    tell,
    without_one,
)
from peerbot.vocabulary import effects, inputs, room_inputs
from peerbot.vocabulary.ids import UserID
from peerbot.vocabulary.notes import View


def let_in(state: Opened, told: room_inputs.LetIn, view: View) -> Step:
    user = told.user
    if view.who in state.out:
        return Step(state, (tell(user, inputs.PlaceRefused(state.card.mark, "out")),))
    if user in state.card.holders:  # they left it, and ask to be invited again
        return Step(*inviting(state, user))
    seats = tuple(dict.fromkeys((*state.seats, user)))
    return Step(*inviting(replace(state, seats=seats), user))


def _without(state: Opened, user: UserID) -> Opened:
    seats, given = (tuple(u for u in them if u != user) for them in (state.seats, state.given))
    return replace(state, seats=seats, given=given)


def came(state: Opened, told: room_inputs.Came, _view: View) -> Step:
    if told.user not in state.card.holders:
        return Step(state)
    waiting = (user for user in state.seats if user not in state.given)
    back = told.user == state.card.facilitator
    here = replace(state, asked=False, called_back=False) if back else state
    return Step(*inviting(here, *waiting))


def answered(state: Opened, told: room_inputs.Answered, view: View) -> Step:
    """What became of an invitation; who wants to go, or has no place, is removed after all."""
    user = told.user
    after = replace(state, inviting=without_one(state.inviting, user))
    if user in (*after.seats, *after.card.holders):
        if isinstance(told, room_inputs.Invited):
            return _invited(after, user, view)
        if isinstance(told, room_inputs.NotInvited):
            return _not_invited(after, told)
        return Step(after, (tell(user, inputs.PlaceWaits(after.card.mark)),))
    remove = effects.Remove(after.room_id, user)
    return Step(after, () if user in after.inviting else (remove,))


def _invited(state: Opened, user: UserID, view: View) -> Step:
    if user in state.card.holders:
        first = user == state.card.facilitator and not state.card.number
        return publish(state, view) if first else Step(state)
    if user in state.given:
        return Step(state)
    given = replace(state, given=(*state.given, user))
    return Step(given, (tell(user, inputs.PlaceGiven(state.card.mark)),))


def _not_invited(state: Opened, told: room_inputs.NotInvited) -> Step:
    if told.user in state.card.holders:
        return Step(state) if state.card.number else begin_closing(state, "uninvited")
    refused = tell(told.user, inputs.PlaceRefused(state.card.mark, told.why))
    return Step(_without(state, told.user), (refused,))


def _ending(state: Opened, user: UserID) -> tuple[Opened, tuple[effects.Remove, ...]]:
    going = replace(_without(state, user), going=(*state.going, user))
    remove = effects.Remove(state.room_id, user)
    return going, () if user in state.inviting else (remove,)


def let_go(state: Opened, told: room_inputs.LetGo, view: View) -> Step:
    card = state.card
    if told.user == card.second:
        alone = replace(card, second=None)
        after, removal = _ending(replace(state, card=alone), told.user)
        return Step(after, (effects.Publish(alone), *removal))
    if told.user != card.facilitator:
        return Step(*_ending(state, told.user))
    if card.second is None:
        return begin_closing(state, "facilitator")
    return _hand_over(state, card.second, view)


def removed(state: Opened, told: room_inputs.Removed, _view: View) -> Step:
    """Who did not ask to go heard why already, or may be erased by now."""
    settled = stepped_out(told, state.card.title)
    if told.user not in state.going:
        return Step(state, settled)
    freed = tell(told.user, inputs.PlaceFreed(state.card.mark, told.refused))
    others = tuple(user for user in state.going if user != told.user)
    return Step(replace(state, going=others), (freed, *settled))


def step_out(state: Opened, told: room_inputs.StepOut, view: View) -> Step:
    card = state.card
    if told.by != card.facilitator or told.user not in state.seats:
        fate: inputs.StepOutFate = "gone" if told.by == card.facilitator else "not-yours"
        return Step(state, (tell(told.by, inputs.StepOutSettled(told.user, card.title, fate)),))
    out = replace(_without(state, told.user), out=(*state.out, view.who))
    words = tell(told.user, inputs.SteppedOut(card.mark, told.why))
    return Step(out, (effects.Remove(state.room_id, told.user, told.by), words))


def went(state: Opened, told: room_inputs.Went, view: View) -> Step:
    if told.user in state.card.holders:
        return _holder_went(state, told.user, view)
    if told.user not in state.seats:
        return Step(state)
    freed = tell(told.user, inputs.PlaceFreed(state.card.mark))
    return Step(_without(state, told.user), (freed,))


def _holder_went(state: Opened, user: UserID, view: View) -> Step:
    """They may come back: by the invitation that the facilitator gets once more, and only once."""
    patient, check = look_after(patience(view), state, view)
    if user != state.card.facilitator or state.called_back:
        return Step(patient, (check,))
    after, invitations = inviting(replace(patient, called_back=True), user)
    return Step(after, (check, *invitations))


def look_in(state: Opened, told: room_inputs.LookIn, _view: View) -> Step:
    return Step(state, (effects.Look(state.room_id, told.why, told.user),))


def seen(state: Opened, told: room_inputs.Seen, view: View) -> Step:
    card = state.card
    if told.why == "check":
        return _check(state, told.people, view)
    if told.why == "help":
        return reach(state, told, view)
    if told.why == "room":
        now = inputs.RoomNow(card.title, told.people, card.closes, card.latest)
        return Step(state, (tell(told.user, now),))
    others = tuple(user for user in told.people if user not in card.holders)
    return Step(state, (tell(told.user, inputs.WhoIsIn(card.mark, card.title, others)),))


def _check(state: Opened, people: tuple[UserID, ...], view: View) -> Step:
    """The facilitator is away: the second is asked, and with them in it the room is not alone."""
    if state.patient is not None and view.now < state.patient:
        return Step(state)  # two looks were under way at once, and the first decided
    second = state.card.second
    if state.card.facilitator in people:
        return Step(replace(state, asked=False))
    if second is None or state.asked:
        return Step(state) if second in people else begin_closing(state, "alone")
    patient, again = look_after(patience(view) / 2, replace(state, asked=True), view)
    return Step(patient, (tell(second, inputs.HoldAsked(state.card.mark)), again))


def holds(state: Opened, told: room_inputs.Holds, view: View) -> Step:
    if told.user != state.card.second or not state.asked:
        return Step(state)  # the facilitator came back meanwhile
    return _hand_over(state, told.user, view) if told.yes else begin_closing(state, "alone")


def _hand_over(state: Opened, user: UserID, view: View) -> Step:
    """The second holds the room from here on, and is given time to come in.

    Who held it before has no place in it any more, and hears that.
    """
    before, removal = _ending(state, state.card.facilitator)
    card = replace(state.card, facilitator=user, second=None, shown_name="", duty="")
    handed = replace(before, card=card, asked=False, called_back=False)
    patient, check = look_after(patience(view), handed, view)
    after, invitations = inviting(patient, user)
    now_holding = tell(user, inputs.NowHolding(card))
    return Step(after, (effects.Publish(card), now_holding, *invitations, *removal, check))


def second_agrees(state: Opened, told: room_inputs.SecondAgrees, _view: View) -> Step:
    card = replace(state.card, second=told.user)
    room_id, closes = state.room_id, card.closes
    after, invitations = inviting(replace(state, card=card), told.user)
    return Step(
        after,
        (
            effects.Publish(card),
            effects.Empower(room_id, told.user),
            effects.SilenceAt(room_id, closes),
            *invitations,
        ),
    )
