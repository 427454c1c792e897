"""Sharing, referring and speaking with other offices, with who may."""

from tests.roles.acts import (
    AUDITOR,
    COVER,
    EVERYBODY,
    GRANTED,
    HEADS,
    LEAD,
    LEADERS,
    MONITOR,
    NOT_IN,
    OFFICER,
    OUT,
    READ,
    RECUSED,
    WORK,
    Act,
    Tried,
)
from tests.roles.connected import KPK
from wbs_tui.cases import from_offices
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.cases.steps import handing_over
from wbs_tui.cases.steps.evidence import NoIdentityGrant
from wbs_tui.cases.steps.refusals import MayOnlyPropose, NotForThisRole
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation as Op
from wbs_tui.store.closed import NotLetIn
from wbs_tui.sync.exchanging import overview
from wbs_tui.sync.foreign_cases import (
    foreign_export,
    foreign_identity,
    foreign_views,
    monitored_figures,
    monitoring,
)
from wbs_tui.sync.foreign_cases.foreign_identity import IdentityNotShared
from wbs_tui.sync.foreign_cases.foreign_views import NoSuchForeign
from wbs_tui.sync.outgoing import sharing
from wbs_tui.sync.talks import answering, case_offices, referral, remarks

READS_FOREIGN = READ | {MONITOR}
NEITHER = {OUT: NotLetIn, MONITOR: NotLetIn}
"""Whom no grantor of the office has let in: nothing of another office opens for him either."""
SPEAKS = WORK | {MONITOR}


def reply(desk: Desk, tried: Tried) -> str:
    """Answers what KPK asked."""
    return remarks.write_remark(
        desk, tried.office.shared, KPK, "Sedang ditelaah.", reply_to=tried.office.remark
    )


ACTS = (
    Act(
        "share a case",
        lambda d, t: sharing.share_case(d, t.office.decided, KPK, "koordinasi"),
        HEADS,
        (sharing.share_case,),
        (Op.CASE_SHARE,),
    ),
    Act(
        "share the summary of a restricted case",
        lambda d, t: sharing.share_summary(d, t.office.apart, KPK, "KPK memantau"),
        HEADS,
        (sharing.share_summary,),
        refused={COVER: NoSuchCase, LEAD: NoSuchCase},
    ),
    Act(
        "share who reported",
        lambda d, t: sharing.share_identity(d, t.office.shared, KPK, "perlindungan"),
        HEADS,
        (sharing.share_identity,),
        (Op.IDENTITY_SHARE,),
    ),
    Act(
        "end a share",
        lambda d, t: sharing.end_share(d, t.office.shared, KPK),
        HEADS,
        (sharing.end_share,),
    ),
    Act(
        "see what is shared",
        lambda d, t: sharing.shares_of(d, t.office.shared),
        READ,
        (sharing.shares_of,),
        refused=NOT_IN,
    ),
    Act(
        "see how a case stands between offices",
        lambda d, t: case_offices.case_offices(d, t.office.shared),
        READ,
        (case_offices.case_offices,),
        refused=NOT_IN,
    ),
    Act(
        "refer a case",
        lambda d, t: referral.refer_case(d, t.office.referable, KPK, "wilayah KPK"),
        READ,
        (referral.refer_case,),
        refused={
            **NOT_IN,
            AUDITOR: NotForThisRole,
            **dict.fromkeys((OFFICER, GRANTED, RECUSED), NotForThisRole),
            LEAD: MayOnlyPropose,
        },
    ),
    Act(
        "refer a case by letter",
        lambda d, t: handing_over.refer_by_letter(d, t.office.referable, "Kejaksaan", "700/1", "pidana umum"),
        READ,
        (handing_over.refer_by_letter,),
        refused={
            **NOT_IN,
            AUDITOR: NotForThisRole,
            **dict.fromkeys((OFFICER, GRANTED, RECUSED), NotForThisRole),
            LEAD: MayOnlyPropose,
        },
    ),
    Act(
        "propose to refer a case",
        lambda d, t: referral.refer_case(d, t.office.referable, KPK, "wilayah KPK", propose=True),
        READ,
        refused={
            **NOT_IN,
            AUDITOR: NotForThisRole,
            **dict.fromkeys((OFFICER, GRANTED, RECUSED), NotForThisRole),
        },
    ),
    Act(
        "see where a case was referred",
        lambda d, t: referral.referrals_of(d, t.office.referable),
        READ,
        (referral.referrals_of,),
        refused=NOT_IN,
    ),
    Act(
        "accept a referral",
        lambda d, t: answering.accept_referral(d, t.office.foreign),
        LEADERS,
        (answering.accept_referral,),
        (Op.REFERRAL_ANSWER,),
    ),
    Act(
        "decline a referral",
        lambda d, t: answering.decline_referral(d, t.office.foreign, "bukan wilayah kami"),
        LEADERS,
        (answering.decline_referral,),
    ),
    Act(
        "see a case of another office",
        lambda d, t: foreign_views.foreign_case(d, t.office.foreign),
        READS_FOREIGN,
        (foreign_views.foreign_case, foreign_views.handed_to_us),
        (Op.MONITOR_READ,),
        NEITHER,
    ),
    Act(
        "look through the cases of other offices",
        lambda d, _t: monitoring.ForeignSource(d, monitoring.ForeignQuery()).first(3),
        READS_FOREIGN,
        (monitored_figures.figures, monitoring.watched_offices),
        refused=NEITHER,
    ),
    Act(
        "write out a file of a case of another office that is not there",
        lambda d, t: foreign_export.export_foreign(d, "0" * 32, t.folder / "keluar.pdf", "telaah"),
        WORK,
        (foreign_export.export_foreign,),
        refused=dict.fromkeys(WORK, NoSuchForeign),
    ),
    Act(
        "see how the exchange stands",
        lambda d, _t: overview.overview(d),
        WORK | {MONITOR},
        (overview.overview,),
    ),
    Act(
        "read a file of a case of another office that is not there",
        lambda d, _t: foreign_views.foreign_content(d, "0" * 32),
        READS_FOREIGN,
        (foreign_views.foreign_content,),
        refused=dict.fromkeys(READS_FOREIGN, NoSuchForeign),
    ),
    Act(
        "reveal who reported a case of another office that did not say",
        lambda d, t: foreign_identity.reveal_foreign(d, t.office.foreign, "menghubungi"),
        WORK,
        (foreign_identity.reveal_foreign,),
        refused={
            **dict.fromkeys((OFFICER, RECUSED, LEAD), NoIdentityGrant),
            OUT: NotLetIn,
            **dict.fromkeys(HEADS | {GRANTED}, IdentityNotShared),
        },
    ),
    Act(
        "write to another office about a case",
        lambda d, t: remarks.write_remark(d, t.office.shared, KPK, "Kami lanjutkan."),
        WORK,
        (remarks.write_remark,),
        refused=NOT_IN,
    ),
    Act("answer what another office asked", reply, WORK, refused=NOT_IN),
    Act(
        "write about a case of another office",
        lambda d, t: remarks.write_foreign_remark(d, t.office.foreign, "Mohon berkasnya."),
        SPEAKS,
        (remarks.write_foreign_remark,),
        (Op.CASE_COMMENT,),
        NEITHER,
    ),
    Act(
        "read what was said about a case",
        lambda d, t: remarks.remarks(d, t.office.shared),
        READ,
        (remarks.remarks,),
        refused=NOT_IN,
    ),
    Act(
        "read what was said about a case of another office",
        lambda d, t: remarks.foreign_remarks(d, t.office.foreign),
        READS_FOREIGN,
        (remarks.foreign_remarks,),
        refused=NEITHER,
    ),
    Act(
        "note that it was read",
        lambda d, t: (
            remarks.mark_remarks_read(d, t.office.shared),
            remarks.mark_foreign_read(d, t.office.foreign),
        ),
        EVERYBODY,
        (remarks.mark_remarks_read, remarks.mark_foreign_read),
        refused={OUT: NotLetIn, MONITOR: NotLetIn},
    ),
    Act(
        "see what other offices said today",
        lambda d, _t: from_offices.remarks_waiting(d),
        READ,
        (from_offices.remarks_waiting,),
    ),
)
