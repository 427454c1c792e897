"""`wbs hub`: the server that offices and KPK connect to, and which offices may."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path

from models.words.clock import from_millis
from models.words.exchange import OfficeKind
from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.context import Context
from wbs_tui.cli.invitations import refuse_taken
from wbs_tui.cli.output import indented
from wbs_tui.cli.values import office_code, one_line
from wbs_tui.text.catalogue import _

if TYPE_CHECKING:
    from wbs_tui.hub.core import Hub
    from wbs_tui.hub.offices import OfficeRow
    from wbs_tui.hub.serving import Listen
    from wbs_tui.store.location import StoreLocation

_DEFAULT = "127.0.0.1:8443"
_LONGEST_NAME = 120


def register(commands: Commands) -> None:
    """Add the commands."""
    where = _("basis data hub, sqlite:///LETAK atau postgresql://... (WBS_HUB_STORE)")
    group = commands.group("hub", _("server pertukaran antarinstansi"))
    serving = group.add("serve", serve, _("jalankan hub sampai dihentikan"), signed_in=False, store=where)
    serving.add_argument(
        "--listen", type=_listen, default=_DEFAULT, metavar="HOST:PORT", help=_("alamat yang didengarkan")
    )
    serving.add_argument(
        "--tls-cert", type=Path, metavar="F", help=_("sertifikat server dan rantainya (PEM)")
    )
    serving.add_argument("--tls-key", type=Path, metavar="F", help=_("kunci sertifikat itu (PEM)"))
    serving.add_argument(
        "--without-tls", action="store_true", help=_("tanpa TLS, hanya untuk mencoba di 127.0.0.1")
    )
    serving.add_argument(
        "--metrics",
        type=_listen,
        metavar="HOST:PORT",
        help=_("sajikan /metrics (Prometheus) di alamat 127.0.0.1 ini"),
    )
    office = group.group("office", _("instansi yang boleh memakai hub"))
    adding = office.add(
        "add", add, _("tambahkan instansi dan buat kode pendaftarannya"), signed_in=False, store=where
    )
    adding.add_argument("code", type=office_code, metavar=_("KODE"), help=_("kode instansi, misalnya 16"))
    adding.add_argument("name", type=one_line(_LONGEST_NAME), metavar=_("NAMA"), help=_("nama instansi"))
    adding.add_argument(
        "--kind",
        choices=tuple(OfficeKind),
        default=OfficeKind.INSPECTORATE,
        help=_("inspectorate, province, atau kpk"),
    )
    adding.add_argument("--under", type=office_code, metavar=_("KODE"), help=_("provinsi yang membawahinya"))
    adding.add_argument(
        "--token-to", type=Path, required=True, metavar="F", help=_("berkas baru untuk kode sekali pakai itu")
    )
    closing = office.add(
        "close",
        close,
        _("tutup instansi: ia keluar, atau kunci atau servernya hilang"),
        signed_in=False,
        store=where,
    )
    closing.add_argument("code", type=office_code, metavar=_("KODE"), help=_("kode instansi, misalnya 16"))
    closing.add_argument(
        "--reason", required=True, metavar=_("ALASAN"), help=_("alasan; dibaca semua instansi lain")
    )
    office.add("list", show, _("daftar instansi"), signed_in=False, store=where, lists=True)


def _listen(text: str) -> "Listen":
    from wbs_tui.hub.serving import Listen

    host, _colon, port = text.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise argparse.ArgumentTypeError(_("tulis HOST:PORT, misalnya 0.0.0.0:8443."))
    return Listen(host.strip("[]"), int(port))


def _named(context: Context) -> str | None:
    """The hub's address that the operator said: never WBS_STORE, which is an office's."""
    return context.store or context.environment.get("WBS_HUB_STORE")


def _place(context: Context) -> "StoreLocation":
    from wbs_tui.store.location import locate

    default = f"sqlite:///{user_data_path('wbs') / 'hub.db'}"
    return locate(_named(context) or default, context.environment)


@contextmanager
def _hub(context: Context, *, make: bool) -> "Iterator[Hub]":
    """The hub at --store, else WBS_HUB_STORE, else in the user's; raises NoHub unless it may `make`."""
    from wbs_tui.hub.core import Hub
    from wbs_tui.hub.database import open_database
    from wbs_tui.hub.limits import Limits

    engine = open_database(_place(context), make=make)
    try:
        yield Hub(engine, context.clock, Limits())
    finally:
        engine.dispose()


def serve(arguments: Arguments, context: Context) -> int:
    """Serve until told to stop; requests that are being answered are finished."""
    from wbs_tui.hub import logs
    from wbs_tui.hub.serving import serve, tls_files

    tls = tls_files(arguments.tls_cert, arguments.tls_key, arguments.without_tls)
    with _hub(context, make=True) as hub:
        logs.to_stream()
        logs.say("store", store=str(_place(context)))
        serve(hub, arguments.listen, tls, arguments.metrics, lambda url: context.output.lines([url]))
    return 0


def add(arguments: Arguments, context: Context) -> int:
    """Let an office in; its one-time code goes into a file for its reader alone."""
    from wbs_tui.hub.offices import add_office
    from wbs_tui.vault.secret_files import write_secret_file

    refuse_taken(arguments.token_to)
    with _hub(context, make=bool(_named(context))) as hub:
        kind = OfficeKind(arguments.kind)
        token = add_office(hub, arguments.code, arguments.name, kind, arguments.under or "")
    write_secret_file(arguments.token_to, token.code)
    context.output.say(
        _(
            "Kode pendaftaran {code} ada di {path}, berlaku sekali sampai {until} UTC. Serahkan langsung; "
            "instansi itu menjalankan: {command}"
        ).format(
            code=arguments.code,
            path=arguments.token_to,
            until=f"{from_millis(token.until):%Y-%m-%d %H:%M}",
            command=_enrolling(kind, arguments.under),
        )
    )
    return 0


def _enrolling(kind: OfficeKind, under: str | None) -> str:
    """What the office itself has to type: its kind and its province are those that are noted here."""
    words = ["wbs enrol --hub URL --token-file F"]
    if kind is not OfficeKind.INSPECTORATE:
        words.append(f"--kind {kind}")
    if under:
        words.append(f"--under {under}")
    return " ".join(words)


def close(arguments: Arguments, context: Context) -> int:
    """Refuse an office's stations, and say so to all others."""
    from wbs_tui.hub.closing import close_office

    with _hub(context, make=False) as hub:
        close_office(hub, arguments.code, arguments.reason)
    context.output.say(
        _(
            "Instansi {code} ditutup: hub menolaknya, dan instansi lain diberi tahu pada sinkronisasi "
            "berikutnya. Bila kembali, tambahkan lagi dengan wbs hub office add."
        ).format(code=arguments.code)
    )
    return 0


def show(_arguments: Arguments, context: Context) -> int:
    """List the offices."""
    from wbs_tui.hub.offices import list_offices

    with _hub(context, make=False) as hub:
        rows = list_offices(hub)
    context.output.result(rows, (line for row in rows for line in _office_lines(row)))
    return 0


def _office_lines(row: "OfficeRow") -> Iterator[str]:
    """The name whole; below it what the hub knows of the office."""
    yield f"{row.code}  {row.name}"
    facts = [row.kind]
    if row.under:
        facts.append(_("di bawah {code}").format(code=row.under))
    if row.enrolled_at is None:
        facts.append(_("belum terdaftar"))
    else:
        facts.append(_("terdaftar {at}").format(at=_time(row.enrolled_at)))
    if row.seen_at is not None:
        facts.append(_("terakhir {at}").format(at=_time(row.seen_at)))
    if row.closed_at is not None:
        facts.append(_("ditutup {at}").format(at=_time(row.closed_at)))
    yield from indented(" · ".join([*facts, _("{bytes} byte").format(bytes=row.bytes)]), 4)


def _time(millis: int) -> str:
    return f"{from_millis(millis):%Y-%m-%d %H:%M}"
