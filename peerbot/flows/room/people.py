"""Who comes in, who goes, and who holds the room."""

from msgspec.structs import replace

from peerbot.flow import Step
from peerbot.flows.room.states import (
    Opened,
    begin_closing,
    invitation,
    look_after,
    patience,
    publish,
    tell,
)
from peerbot.vocabulary import effects, inputs
from peerbot.vocabulary.ids import UserID
from peerbot.vocabulary.notes import View


def let_in(state: Opened, told: inputs.LetIn, _view: View) -> Step:
    if told.user in state.out:
        return Step(state, (tell(told.user, inputs.PlaceRefused(state.card.mark, "out")),))
    if told.user in state.card.holders:  # they left it, and ask to be invited again
        return Step(state, (invitation(state, told.user),))
    seats = tuple(dict.fromkeys((*state.seats, told.user)))
    return Step(replace(state, seats=seats), (invitation(state, told.user),))


def _without(state: Opened, user: UserID) -> Opened:
    seats, given = (tuple(u for u in them if u != user) for them in (state.seats, state.given))
    return replace(state, seats=seats, given=given)


def came(state: Opened, told: inputs.Came, _view: View) -> Step:
    if told.user not in state.card.holders:
        return Step(state)
    waiting = (user for user in state.seats if user not in state.given)
    back = told.user == state.card.facilitator
    here = replace(state, asked=False, called_back=False) if back else state
    return Step(here, tuple(invitation(state, user) for user in waiting))


def waits(state: Opened, told: inputs.Waiting, _view: View) -> Step:
    waiting = (tell(told.user, inputs.PlaceWaits(state.card.mark)),)
    return Step(state, waiting if told.user in state.seats else ())


def invited(state: Opened, told: inputs.Invited, view: View) -> Step:
    if told.user == state.card.facilitator and not state.card.number:
        return publish(state, view)
    if told.user not in state.seats:
        if told.user in state.card.holders:
            return Step(state)
        late = replace(state, late=(*state.late, told.user))
        return Step(late, (effects.Remove(state.room_id, told.user),))
    if told.user in state.given:
        return Step(state)
    given = replace(state, given=(*state.given, told.user))
    return Step(given, (tell(told.user, inputs.PlaceGiven(state.card.mark)),))


def not_invited(state: Opened, told: inputs.NotInvited, _view: View) -> Step:
    if told.user == state.card.facilitator and not state.card.number:
        return begin_closing(state, "time" if told.why == "closed" else "uninvited")
    if told.user not in state.seats:
        return Step(state)
    refused = tell(told.user, inputs.PlaceRefused(state.card.mark, told.why))
    return Step(_without(state, told.user), (refused,))


def let_go(state: Opened, told: inputs.LetGo, view: View) -> Step:
    card, remove = state.card, effects.Remove(state.room_id, told.user)
    if told.user == card.second:
        alone = replace(card, second=None)
        return Step(replace(state, card=alone), (effects.Publish(alone), remove))
    if told.user != card.facilitator:
        return Step(state, (remove,))
    if card.second is None:
        return begin_closing(state, "facilitator")
    return _hand_over(state, card.second, view)


def removed(state: Opened, told: inputs.Removed, _view: View) -> Step:
    """Who gave the place back before they were invited heard so then, and may be erased by now."""
    freed = tell(told.user, inputs.PlaceFreed(state.card.mark, told.refused))
    late = told.user in state.late and told.user not in state.seats
    others = tuple(user for user in state.late if user != told.user)
    after = replace(_without(state, told.user), late=others)
    return Step(after, () if late or told.user in state.out else (freed,))


def step_out(state: Opened, told: inputs.StepOut, _view: View) -> Step:
    out = replace(_without(state, told.user), out=(*state.out, told.user))
    words = tell(told.user, inputs.SteppedOut(state.card.mark, told.why))
    return Step(out, (effects.Remove(state.room_id, told.user), words))


def went(state: Opened, told: inputs.Went, view: View) -> Step:
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
    return Step(replace(patient, called_back=True), (check, invitation(state, user)))


def look_in(state: Opened, told: inputs.LookIn, _view: View) -> Step:
    return Step(state, (effects.Look(state.room_id, told.why, told.user),))


def seen(state: Opened, told: inputs.Seen, view: View) -> Step:
    card = state.card
    if told.why == "check":
        return _check(state, told.people, view)
    if told.why == "room":
        now = inputs.RoomNow(card.mark, told.people, card.closes, card.latest)
        return Step(state, (tell(told.user, now),))
    others = tuple(user for user in told.people if user not in card.holders)
    return Step(state, (tell(told.user, inputs.WhoIsIn(card.mark, others)),))


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


def holds(state: Opened, told: inputs.Holds, view: View) -> Step:
    if told.user != state.card.second or not state.asked:
        return Step(state)  # the facilitator came back meanwhile
    return _hand_over(state, told.user, view) if told.yes else begin_closing(state, "alone")


def _hand_over(state: Opened, user: UserID, view: View) -> Step:
    """The second holds the room from here on, and is given time to come in.

    Who held it before has no place in it any more, and hears that.
    """
    card = replace(state.card, facilitator=user, second=None, shown_name="", duty="")
    handed = replace(state, card=card, asked=False, called_back=False)
    patient, check = look_after(patience(view), handed, view)
    now_holding = tell(user, inputs.NowHolding(card))
    before = effects.Remove(state.room_id, state.card.facilitator)
    return Step(
        patient, (effects.Publish(card), now_holding, invitation(handed, user), before, check)
    )


def second_agrees(state: Opened, told: inputs.SecondAgrees, _view: View) -> Step:
    card = replace(state.card, second=told.user)
    room_id, closes = state.room_id, card.closes
    return Step(
        replace(state, card=card),
        (
            effects.Publish(card),
            effects.Empower(room_id, told.user),
            effects.SilenceAt(room_id, closes),
            invitation(replace(state, card=card), told.user),
        ),
    )


def help_wanted(state: Opened, told: inputs.HelpWanted, _view: View) -> Step:
    return Step(state, (tell(state.card.facilitator, inputs.HelpAsked(told.user)),))
