"""`wbs share`, `wbs refer`, `wbs referral` and `wbs remark`: what goes between offices about a case."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from models.words.exchange import Direction, MessageKind, ReferralState, Shared
from wbs_tui.cli.arguments import Arguments, Commands, Parser
from wbs_tui.cli.context import Context
from wbs_tui.cli.labels import NOTHING, Labels
from wbs_tui.cli.output import indented, table
from wbs_tui.cli.texts import read_text
from wbs_tui.cli.values import office_code
from wbs_tui.sync.words import DIRECTIONS, KINDS, REFERRAL_STATES, SHARED, state_of
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WrongUse

if TYPE_CHECKING:
    from wbs_tui.cases.views import Advanced
    from wbs_tui.journal.desk import Desk
    from wbs_tui.sync.foreign_cases.foreign_views import ForeignCaseView
    from wbs_tui.sync.outgoing.sharing import ShareView
    from wbs_tui.sync.talks.referral import ReferralView
    from wbs_tui.sync.talks.remarks import RemarkView

_TYPED = (MessageKind.COMMENT, MessageKind.REQUEST, MessageKind.HANDLED)


def register(commands: Commands) -> None:
    """Add the commands."""
    _register_refer(commands)
    _register_share(commands)
    _register_remark(commands)
    group = commands.group("referral", _("pelimpahan dari instansi lain: daftar, terima, tolak"))
    group.add("list", incoming, _("kasus yang dilimpahkan kepada kantor ini dan belum dijawab"), lists=True)
    parser = group.add(
        "accept", accept, _("terima: menjadi kasus kantor ini dengan nomor sendiri"), lists=True
    )
    _add_foreign(parser)
    parser.add_argument(
        "--reason", default="", metavar=_("ALASAN"), help=_("keterangan bagi instansi pengirim")
    )
    parser = group.add("decline", decline, _("tolak; instansi pengirim diberi tahu alasannya"))
    _add_foreign(parser)
    parser.add_argument("--reason", required=True, metavar=_("ALASAN"), help=_("alasan; tercatat di jurnal"))


def _add_foreign(parser: Parser) -> None:
    parser.add_argument(
        "number", metavar=_("NOMOR"), help=_("nomor register di instansi pengirim, atau pengenalnya")
    )


def _register_refer(commands: Commands) -> None:
    parser = commands.add(
        "refer",
        refer,
        _("limpahkan kasus kepada instansi lain, terhubung atau dengan surat saja"),
        writes=True,
    )
    parser.add_argument("register", metavar="REG", help=_("nomor register"))
    receiver = parser.add_mutually_exclusive_group(required=True)
    receiver.add_argument(
        "--to", type=office_code, metavar=_("KODE"), help=_("kode instansi penerima yang terhubung")
    )
    receiver.add_argument(
        "--to-institution",
        metavar=_("LEMBAGA"),
        help=_("lembaga yang tidak terhubung: dicatat saja, tidak ada yang terkirim"),
    )
    parser.add_argument(
        "--letter",
        default="",
        metavar=_("NOMOR"),
        help=_("nomor surat pelimpahan; wajib untuk --to-institution"),
    )
    parser.add_argument("--reason", required=True, metavar=_("ALASAN"), help=_("alasan; tercatat di jurnal"))
    parser.add_argument("--propose", action="store_true", help=_("usulkan kepada yang berwenang memutuskan"))


def _register_share(commands: Commands) -> None:
    parser = commands.add(
        "share",
        share,
        _("bagikan kasus kepada instansi lain; tanpa --with tampilkan yang sudah dibagikan"),
        lists=True,
        writes=True,
    )
    parser.add_argument("register", metavar="REG", help=_("nomor register"))
    parser.add_argument(
        "--with", dest="office", type=office_code, metavar=_("KODE"), help=_("kode instansi penerima")
    )
    parser.add_argument("--reason", default="", metavar=_("ALASAN"), help=_("alasan; tercatat di jurnal"))
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--identity", action="store_true", help=_("identitas pelapornya; keputusan tersendiri"))
    what.add_argument(
        "--summary", action="store_true", help=_("hanya ringkasan kasus yang dibatasi atau ditahan")
    )
    what.add_argument("--end", action="store_true", help=_("akhiri pembagian kepada instansi itu"))


def _register_remark(commands: Commands) -> None:
    parser = commands.add(
        "remark",
        remark,
        _("pesan antarinstansi tentang satu kasus: tampilkan, kirim, atau jawab"),
        lists=True,
        writes=True,
    )
    parser.add_argument("register", metavar="REG", help=_("nomor register, juga milik instansi lain"))
    parser.add_argument("--to", type=office_code, metavar=_("KODE"), help=_("kode instansi penerima"))
    parser.add_argument("--text-file", metavar=_("BERKAS"), help=_("teks UTF-8; - untuk masukan baku"))
    parser.add_argument(
        "--kind",
        choices=[kind.value for kind in _TYPED],
        default=MessageKind.COMMENT.value,
        help=_("tanggapan, permintaan, atau sudah ditangani di sini"),
    )
    parser.add_argument("--reply", metavar="ID", help=_("pesan yang dijawab"))


def refer(arguments: Arguments, context: Context) -> int:
    """Hand a case over, or propose it."""
    with context.desk() as desk:
        done = context.keeping(lambda: _referred(desk, arguments))
    if done.proposed:
        said = _("{register}: pelimpahan kepada {office} diusulkan.")
    elif arguments.to is None:
        said = _("{register}: dicatat sebagai dilimpahkan kepada {office} dengan surat {letter}.")
    else:
        said = _("{register}: dilimpahkan kepada {office}; terkirim pada sinkronisasi berikutnya.")
    to = arguments.to or arguments.to_institution
    context.output.say(said.format(register=done.register, office=to, letter=arguments.letter))
    return 0


def _referred(desk: "Desk", arguments: Arguments) -> "Advanced":
    """To an office of the exchange, or by letter to an institution that is not."""
    from wbs_tui.cases.steps.handing_over import refer_by_letter
    from wbs_tui.sync.talks.referral import refer_case

    register, letter, propose = arguments.register, arguments.letter, arguments.propose
    if arguments.to is None:
        to = arguments.to_institution
        return refer_by_letter(desk, register, to, letter, arguments.reason, propose=propose)
    return refer_case(desk, register, arguments.to, arguments.reason, letter=letter, propose=propose)


def share(arguments: Arguments, context: Context) -> int:
    """Share something of a case, end that, or show what is shared."""
    from wbs_tui.sync.outgoing.sharing import shares_of
    from wbs_tui.sync.talks.referral import referrals_of

    asked = arguments.identity or arguments.summary or arguments.end
    if arguments.office is None and (asked or arguments.reason):
        raise WrongUse(_("Sebutkan instansinya: wbs share REG --with KODE --reason TEKS"))
    with context.desk() as desk:
        if arguments.office is not None:
            _share(arguments, context, desk)
        shares, referred = shares_of(desk, arguments.register), referrals_of(desk, arguments.register)
        labels = Labels(desk)
    lines = [*_share_lines(labels, shares), *_referral_lines(labels, referred)]
    context.output.result({"shares": shares, "referrals": referred}, lines)
    return 0


def _share(arguments: Arguments, context: Context, desk: "Desk") -> None:
    from wbs_tui.sync.outgoing import sharing

    if arguments.end:
        sharing.end_share(desk, arguments.register, arguments.office)
        context.output.say(_("Pembagian diakhiri. Yang sudah dibaca di sana tidak dapat ditarik kembali."))
        return
    decide = sharing.share_case
    if arguments.identity:
        decide = sharing.share_identity
    elif arguments.summary:
        decide = sharing.share_summary
    words = (arguments.register, arguments.office, arguments.reason)
    context.keeping(lambda: decide(desk, *words))
    context.output.say(_("Dibagikan; terkirim pada sinkronisasi berikutnya."))


def _share_lines(labels: Labels, shares: "tuple[ShareView, ...]") -> list[str]:
    heads = (_("INSTANSI"), _("APA"), _("SEJAK"), _("OLEH"), _("KEADAAN"), _("ALASAN"))
    rows = [
        (
            each.office or NOTHING,
            _(SHARED[Shared(each.what)]),
            labels.day(each.at),
            each.account,
            _share_state(labels, each),
            each.reason,
        )
        for each in shares
    ]
    return table(heads, rows) if rows else []


def _share_state(labels: Labels, share: "ShareView") -> str:
    if share.ended_at is not None:
        return _("berakhir {day}").format(day=labels.day(share.ended_at))
    return _("berlaku") if share.counts else _("gugur")


def _referral_lines(labels: Labels, referred: "tuple[ReferralView, ...]") -> Iterator[str]:
    for each in referred:
        state = _(REFERRAL_STATES[ReferralState(each.state)])
        late = "!" if each.late else ""
        yield _("Dilimpahkan kepada {office} {day}: {state}").format(
            office=each.office_name, day=labels.day(each.at), state=late + state
        )
        if each.register:
            yield _("  di sana {register}, {stage}").format(
                register=each.register, stage=labels.of("stage", each.stage)
            )
        if each.answer:
            yield from indented(_("Jawaban: {answer}").format(answer=each.answer))


def remark(arguments: Arguments, context: Context) -> int:
    """Say something about a case to another office, or show what was said."""
    from wbs_tui.cases.lookup import complete_number
    from wbs_tui.sync.talks import remarks

    with context.desk() as desk:
        number = complete_number(desk, arguments.register)
        ours = number.startswith(f"{desk.office.code}-")
        if arguments.text_file is not None:
            text = read_text(arguments.text_file, desk.policy.limits.note_characters)
            _write_remark(arguments, context, desk, text, ours=ours)
            context.output.say(_("Pesan dicatat; terkirim pada sinkronisasi berikutnya."))
        elif arguments.reply is not None:
            raise WrongUse(_("Tuliskan jawabannya: --text-file BERKAS"))
        if ours:
            remarks.mark_remarks_read(desk, arguments.register)
            said = remarks.remarks(desk, arguments.register)
        else:
            remarks.mark_foreign_read(desk, arguments.register)
            said = remarks.foreign_remarks(desk, arguments.register)
        labels = Labels(desk)
    context.output.result(said, (line for each in said for line in _remark_lines(labels, each)))
    return 0


def _write_remark(arguments: Arguments, context: Context, desk: "Desk", text: str, *, ours: bool) -> None:
    from wbs_tui.sync.talks.remarks import write_foreign_remark, write_remark

    kind, reply, register = MessageKind(arguments.kind), arguments.reply, arguments.register
    to = arguments.to
    if not ours:
        context.keeping(lambda: write_foreign_remark(desk, register, text, kind, reply, to))
        return
    if to is None:
        raise WrongUse(_("Sebutkan penerimanya: --to KODE"))
    context.keeping(lambda: write_remark(desk, register, to, text, kind, reply))


def _state(remark: "RemarkView") -> str:
    return state_of(remark.direction, remark.state, delivered=remark.delivered_at is not None)


def _remark_lines(labels: Labels, remark: "RemarkView") -> Iterator[str]:
    """Who said what when, and what became of it."""
    who = f"{remark.office_name} {remark.by}".strip()
    kind, state = _(KINDS[remark.kind]), _(_state(remark))
    direction = _(DIRECTIONS[remark.direction])
    at = labels.moment(remark.at)
    if remark.direction is Direction.IN:  # the other office's list has the moment at which it was written
        at = _("diterima {at}").format(at=at)
    yield f"{at}  {direction} {who}  {kind} ({state})"
    yield f"  {remark.id}"
    yield from indented(remark.text)


def incoming(_arguments: Arguments, context: Context) -> int:
    """The cases that other offices handed to us and nobody has answered."""
    from wbs_tui.sync.foreign_cases.foreign_views import handed_to_us

    with context.desk() as desk:
        found = handed_to_us(desk)
        lines = _incoming_lines(Labels(desk), found)
    context.output.result(found, lines)
    return 0


def _incoming_lines(labels: Labels, found: "tuple[ForeignCaseView, ...]") -> list[str]:
    heads = (_("NOMOR"), _("INSTANSI"), _("TIBA"), _("KATEGORI"), _("PERIHAL"))
    rows = [
        (
            each.register,
            each.office_name,
            labels.day(each.told_at),
            labels.of("category", each.category),
            each.title,
        )
        for each in found
    ]
    return table(heads, rows) if rows else []


def accept(arguments: Arguments, context: Context) -> int:
    """Take a case that was handed to us."""
    from wbs_tui.sync.talks.answering import accept_referral

    with context.desk() as desk:
        done = accept_referral(desk, arguments.number, arguments.reason)
    said = (
        _("Pelimpahan diterima; kasusnya tidak ada bagi akun Anda.")
        if done.register is None
        else _("Pelimpahan diterima sebagai {register}.").format(register=done.register)
    )
    context.output.result({"register": done.register}, [said])
    return 0


def decline(arguments: Arguments, context: Context) -> int:
    """Do not take it."""
    from wbs_tui.sync.talks.answering import decline_referral

    with context.desk() as desk:
        decline_referral(desk, arguments.number, arguments.reason)
    context.output.say(_("Pelimpahan ditolak; instansi pengirim diberi tahu pada sinkronisasi berikutnya."))
    return 0
