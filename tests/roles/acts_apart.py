"""Operations on a case as a whole: who must not see it, how long it is kept, and its end; with who may."""

from tests.roles.acts import (
    HEAD,
    HEADS,
    LEADERS,
    NOT_IN,
    ONLY_HEAD,
    OUT,
    READ,
    WORK,
    Act,
)
from wbs_tui.accounts import (
    access,
)
from wbs_tui.cases.kept import destruction, holds, retention
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.cases.readers import recusal, restriction
from wbs_tui.policy.operations import Operation as Op

RESTRICTING = (
    Act(
        "declare one's own conflict",
        lambda d, t: recusal.recuse(d, t.office.decided, "saudara terlapor"),
        WORK,
        (recusal.recuse,),
        (Op.CASE_RECUSE,),
        NOT_IN,
    ),
    Act(
        "restrict a case",
        lambda d, t: restriction.restrict(d, t.office.decided, ["inspektorat"], "disebut"),
        WORK,
        (restriction.restrict,),
        (Op.CASE_RESTRICT,),
        NOT_IN,
    ),
    Act(
        "see whether a restricted case would have a recovery key",
        lambda d, t: restriction.escrow_after(d, t.office.decided, ["inspektorat"]),
        WORK,
        (restriction.escrow_after,),
        (),
        NOT_IN,
    ),
    Act("see who can be named", lambda d, _t: restriction.nameable(d), WORK, (restriction.nameable,)),
    Act(
        "name who is implicated",
        lambda d, t: restriction.implicate(d, t.office.decided, "petugas", "disebut"),
        HEADS,
        (restriction.implicate,),
        (Op.CASE_IMPLICATE,),
    ),
    Act(
        "let somebody into a restricted case",
        lambda d, t: restriction.let_in_to_case(
            d, t.office.apart, "ketua", access.fingerprint_of(d, "ketua")
        ),
        WORK,
        (restriction.let_in_to_case, restriction.candidates),
        refused=dict.fromkeys(WORK - {OUT, HEAD}, NoSuchCase) | NOT_IN,
    ),
    Act(
        "take somebody out of a restricted case",
        lambda d, t: restriction.take_out_of_case(d, t.office.apart, "irban"),
        WORK,
        (restriction.take_out_of_case,),
        refused=dict.fromkeys(WORK - {OUT, HEAD}, NoSuchCase) | NOT_IN,
    ),
)

ENDING = (
    Act(
        "see how long a case is kept",
        lambda d, t: retention.retention_of(d, t.office.past),
        READ,
        (retention.retention_of,),
        refused=NOT_IN,
    ),
    Act("see what is past its term", lambda d, _t: retention.past_term(d), LEADERS, (retention.past_term,)),
    Act(
        "hold a case",
        lambda d, t: holds.place_hold(d, t.office.past, "diminta kejaksaan"),
        LEADERS,
        (holds.place_hold,),
        (Op.CASE_HOLD,),
    ),
    Act(
        "lift a hold",
        lambda d, t: holds.lift_hold(d, t.office.held, "perkara selesai"),
        LEADERS,
        (holds.lift_hold,),
    ),
    Act(
        "destroy a case",
        lambda d, t: destruction.destroy(d, t.office.past, "masa simpan lewat"),
        ONLY_HEAD,
        (destruction.destroy,),
        (Op.CASE_DESTROY,),
    ),
)

ACTS = (*RESTRICTING, *ENDING)
