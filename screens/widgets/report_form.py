"""The fields of a report that an officer takes down: one column, or two where the terminal is wide."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Label, Select, TextArea

from models.words.reports import IdentityPolicy
from screens.widgets.attachments import Attachments
from screens.widgets.form_field import FormField
from wbs_tui.cases.identity.identity_policy import explained
from wbs_tui.cases.traces import nik
from wbs_tui.intake.form import FormValues, channels
from wbs_tui.text.catalogue import _, language
from wbs_tui.text.formats import date_long, date_short, parse_date, parse_rupiah, rupiah, weekday

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk

_LINES = (
    *("day", "time", "title", "what", "where", "when", "who", "amount"),
    *("name", "phone", "email", "nik", "address", "occupation"),
)
_LISTS = ("channel", "identity_policy")
_BESIDE = {"day": "received", "time": "received"}
"""Fields that stand on another's line."""
_LONGEST_LINE = 500


class ReportForm(VerticalScroll, can_focus=False):
    """Shows `FormValues` and gives them back."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(id="form")
        self._desk = desk
        self._entry_id = FormValues().entry_id
        self._proposed = ("", "")

    def compose(self) -> ComposeResult:
        """What came and what it says; then what it is about, who reported, and the files."""
        with Vertical(id="form-left", classes="column"):
            yield Label(_("Kedatangan"), classes="section", markup=False)
            yield FormField(_("Melalui"), self._choice("channel", channels(self._desk)), id="field-channel")
            day, time = _line("day", select=True), _line("time", select=True)
            yield FormField(_("Diterima"), day, time, id="field-received")
            yield Label(_("Laporan"), classes="section", markup=False)
            yield self._titled()
            yield TextArea(
                id="text",
                soft_wrap=True,
                tab_behavior="focus",
                show_line_numbers=False,
                compact=True,
                placeholder=_("isi laporan, seperti yang dikatakan atau yang tertulis"),
            )
            yield FormField("", id="field-text")
        with Vertical(id="form-right", classes="column"):
            yield from self._facts()
            yield from self._reporter()
            yield Label(_("Lampiran"), classes="section", markup=False)
            yield Attachments(self._desk.policy.limits, id="attachments")

    def _titled(self) -> FormField:
        most = self._desk.policy.limits.title_characters.value
        return _field("title", _("Judul"), _("boleh kosong: diambil dari awal isi"), most)

    def _facts(self) -> Iterator[Label | FormField]:
        yield Label(_("Pokok laporan, sejauh disebut"), classes="section", markup=False)
        yield _field("what", _("Apa"), _("perbuatan yang dilaporkan"))
        yield _field("where", _("Di mana"), _("instansi, desa, alamat"))
        yield _field("when", _("Kapan"), _("waktu kejadian, seperti disebut pelapor"))
        yield _field("who", _("Siapa"), _("terlapor: nama, jabatan"))
        yield _field("amount", _("Nilai"), _("misalnya 40 juta atau Rp287.500.000"))

    def _reporter(self) -> Iterator[Label | FormField | Vertical]:
        yield Label(_("Pelapor"), classes="section", markup=False)
        policies = self._desk.policy.choices("identity_policy")
        yield FormField(_("Identitas"), self._choice("identity_policy", policies), id="field-identity_policy")
        yield Vertical(
            _field("name", _("Nama")),
            _field("phone", _("Telepon")),
            _field("email", _("Surel")),
            _field("nik", _("NIK"), _("16 angka")),
            _field("address", _("Alamat")),
            _field("occupation", _("Pekerjaan")),
            id="reporter",
        )

    def _choice(self, kind: str, codes: tuple[str, ...]) -> Select[str]:
        """A list of the policy's codes; its kind is its id."""
        policy = self._desk.policy
        options = [(policy.label(kind, code, language()), code) for code in codes]
        return Select(options, id=kind, allow_blank=False, compact=True)

    @property
    def values(self) -> FormValues:
        """Every field as it stands."""
        typed: dict[str, Any] = {name: self.query_one(f"#{name}", Input).value for name in _LINES}
        for name in _LISTS:
            typed[name] = str(self.query_one(f"#{name}", Select).value)
        return FormValues(
            entry_id=self._entry_id,
            text=self.query_one("#text", TextArea).text,
            files=self.query_one(Attachments).paths,
            **typed,
        )

    def begin(self, channel: str, identity_policy: str, now: datetime) -> None:
        """Propose what is usual."""
        self._choose("channel", channel)
        self._choose("identity_policy", identity_policy)
        self._explain_policy()
        self.propose_time(now)

    def propose_time(self, now: datetime) -> None:
        """Put the time into the fields, unless the officer has put in another."""
        day, time = (self.query_one(f"#{name}", Input) for name in ("day", "time"))
        if (day.value, time.value) != self._proposed:
            return
        local = now.astimezone(self._desk.office.zone)
        self._proposed = (
            date_short(local.date()),
            f"{local:%H:%M}" if language() == "en" else f"{local:%H.%M}",
        )
        day.value, time.value = self._proposed

    def fill(self, values: FormValues) -> None:
        """Show a draft."""
        self._entry_id = values.entry_id
        for name in _LINES:
            self.query_one(f"#{name}", Input).value = getattr(values, name)
        for name in _LISTS:
            self._choose(name, getattr(values, name))
        text = self.query_one("#text", TextArea)
        text.load_text(values.text)
        text.move_cursor(text.document.end)
        self.run_worker(self.query_one(Attachments).attach(values.files), group="attach")

    def _choose(self, name: str, code: str) -> None:
        """Choose a code, unless the policy has taken it away since."""
        if code in ([*channels(self._desk)] if name == "channel" else self._desk.policy.choices(name)):
            self.query_one(f"#{name}", Select).value = str(code)

    def focus_first(self) -> None:
        """Give the keys to where writing begins."""
        self.query_one("#title").focus()

    def forgive(self) -> None:
        """Take away what was said about fields that could not be read."""
        for field in self.query(FormField):
            field.remark("")

    def refuse(self, fields: Mapping[str, str]) -> None:
        """Say beside each field what must be changed, and go to the first of them."""
        for name, said in fields.items():
            self.query_one(f"#field-{_BESIDE.get(name, name)}", FormField).refuse(said)
        order = ("day", "time", "text", "amount", "files")
        first = next(name for name in order if name in fields)
        self.query_one("#path" if first == "files" else f"#{first}").focus()
        field = self.query_one(f"#field-{_BESIDE.get(first, first)}", FormField)
        self.call_after_refresh(field.scroll_visible, animate=False)

    @on(Select.Changed, "#identity_policy")
    def _hide_reporter(self, changed: Select.Changed) -> None:
        anonymous = changed.value == IdentityPolicy.ANONYMOUS
        self.set_class(anonymous, "-anonymous")
        self._explain_policy()

    def _explain_policy(self) -> None:
        """What the choice means, and what must be asked under it."""
        chosen = str(self.query_one("#identity_policy", Select).value)
        said = explained(self._desk, chosen)
        if chosen == IdentityPolicy.ANONYMOUS:
            said = f"{_('Data pelapor tidak diminta dan tidak disimpan.')} {said}"
        self.query_one("#field-identity_policy", FormField).remark(said)

    @on(Input.Changed, "#amount")
    def _read_amount(self, changed: Input.Changed) -> None:
        field = self.query_one("#field-amount", FormField)
        amount = parse_rupiah(changed.value) if changed.value.strip() else None
        if amount is not None:
            field.remark(f"= {rupiah(amount)}")
        else:
            field.warn(_("belum terbaca sebagai rupiah") if changed.value.strip() else "")

    @on(Input.Changed, "#nik")
    @on(Input.Changed, "#address")
    def _check_nik(self) -> None:
        """Say where and when the digits say that he was registered and born, and what is odd about them."""
        field = self.query_one("#field-nik", FormField)
        number = self.query_one("#nik", Input).value
        if not number.strip():
            field.remark("")
            return
        today = self._desk.calendar.local_date(self._desk.clock())
        found = nik.check(number, today, self.query_one("#address", Input).value, self._desk.office.code)
        if found.warning is not None:
            field.warn(found.warning)
        elif found.doubts:
            field.warn("\n".join((_read_from(found), *found.doubts)))
        else:
            field.remark(f"✓ {_read_from(found)}")

    @on(Input.Changed, "#day")
    @on(Input.Changed, "#time")
    def _name_day(self) -> None:
        day = parse_date(self.query_one("#day", Input).value)
        today = self._desk.calendar.local_date(self._desk.clock())
        said = weekday(day) if day is not None and day != today else ""
        self.query_one("#field-received", FormField).remark(said)

    @on(TextArea.Changed, "#text")
    def _text_changed(self) -> None:
        self.query_one("#field-text", FormField).remark("")

    @on(Input.Submitted)
    def _next(self, submitted: Input.Submitted) -> None:
        submitted.stop()
        self.screen.focus_next()


def _read_from(found: nik.NikCheck) -> str:
    assert found.birth_date is not None  # noqa: S101 - the form is possible
    return _("{region}, lahir {born}; hanya bentuknya, bukan cek Dukcapil").format(
        region=found.region_name, born=date_long(found.birth_date)
    )


def _line(name: str, hint: str = "", most: int = _LONGEST_LINE, *, select: bool = False) -> Input:
    return Input(id=name, placeholder=hint, max_length=most, compact=True, select_on_focus=select)


def _field(name: str, label: str, hint: str = "", most: int = _LONGEST_LINE) -> FormField:
    return FormField(label, _line(name, hint, most), id=f"field-{name}")
