"""The installed script `wbs` as a process of its own: what cannot be seen from within."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from wbs_tui.operations.bench.terminal import Terminal

WBS = Path(sys.executable).with_name("wbs")
HEAVY = ("textual", "sqlalchemy", "alembic", "cryptography", "holidays", "psycopg")
_SAYS_MODULES = """
import sys
from wbs_tui.cli.main import main
code = main(sys.argv[1:])
print(*sys.modules, sep="\\n", file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture
def environment(office, tmp_path):
    """What an officer's shell would have set."""
    password = tmp_path / "sandi"
    password.touch(mode=0o600)
    password.write_text("kata sandi uji coba\n")
    kept = {
        name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "WBS_STATE")
    }
    return kept | {
        "WBS_STORE": str(office.location),
        "WBS_USER": "petugas",
        "WBS_PASSWORD_FILE": str(password),
        "WBS_KEYRING": "off",
        "WBS_LANG": "id",
    }


def started(environment, *words, **options):
    return subprocess.run([WBS, *words], env=environment, capture_output=True, text=True, **options)


def modules_of(environment, *words):
    ran = subprocess.run(
        [sys.executable, "-c", _SAYS_MODULES, *words], env=environment, capture_output=True, text=True
    )
    return ran.returncode, {name for name in HEAVY if name in ran.stderr.splitlines()}


def test_exit_codes_of_the_process(environment, tmp_path):
    assert started(environment, "verify").returncode == 0
    assert started(environment, "account", "list").returncode == 1
    assert started(environment, "verivy").returncode == 2
    assert started({**environment, "WBS_USER": "bukan"}, "verify").returncode == 3
    assert started({**environment, "WBS_STORE": f"sqlite:///{tmp_path}/x"}, "verify").returncode == 5


def test_help_and_wrong_words_load_nothing_heavy(environment):
    assert modules_of(environment, "--help") == (0, set())
    assert modules_of(environment, "verify", "--help") == (0, set())
    assert modules_of(environment, "verify", "--nonsense") == (2, set())


def test_a_command_loads_the_store_and_no_screens(environment):
    code, loaded = modules_of(environment, "inbox")
    assert code == 0
    assert "sqlalchemy" in loaded
    assert not loaded & {"textual", "alembic", "psycopg"}


def test_without_file_and_terminal_it_says_how_to_give_the_password(environment):
    del environment["WBS_PASSWORD_FILE"]
    ran = started(environment, "verify", stdin=subprocess.DEVNULL, start_new_session=True)
    assert ran.returncode == 3
    assert "WBS_PASSWORD_FILE" in ran.stderr
    assert ran.stdout == ""


def test_the_password_is_typed_unseen(environment):
    with Terminal([str(WBS), "verify"], env={**environment, "WBS_PASSWORD_FILE": ""}) as terminal:
        terminal.wait_for("Kata sandi petugas:")
        terminal.press(b"kata sandi uji coba\n")
        assert terminal.wait_exit() == 0
        assert b"uji coba" not in terminal.output


def test_a_new_password_is_typed_twice_the_same(environment):
    with Terminal([str(WBS), "passwd"], env=environment) as terminal:
        terminal.wait_for("Kata sandi baru untuk petugas:")
        terminal.press(b"kuda hijau makan rumput\n")
        terminal.wait_for("Ketik sekali lagi:")
        terminal.press(b"kuda hijau makan jerami\n")
        assert terminal.wait_exit() == 1
        assert "tidak sama" in terminal.output.decode()


def test_two_processes_import_at_once_and_no_number_is_lost_or_given_twice(environment, tmp_path):
    mail = "From: a@mail.contoh\nMessage-ID: <{}@mail.contoh>\nSubject: Laporan {}\n\nJalan {} rusak.\n"
    importing = []
    for batch in range(2):
        folder = tmp_path / f"surel{batch}"
        folder.mkdir()
        for number in range(100 * batch, 100 * batch + 70):
            (folder / f"{number}.eml").write_text(mail.format(number, number, number))
        words = [WBS, "import", folder, "--json"]
        importing.append(subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True))
    documents = [json.loads(process.communicate()[0]) for process in importing]
    numbers = [int(register[-6:]) for document in documents for register in document["cases"]]
    assert sorted(numbers) == list(range(1, 141))
    assert json.loads(started(environment, "verify", "--json").stdout)["bad"] == []


def test_alone_it_opens_the_screens(environment):
    with Terminal([str(WBS)], env=environment) as terminal:
        terminal.wait_for("Kata sandi")
        terminal.press(b"\x11")  # Ctrl+Q
        assert terminal.wait_exit() == 0


def test_a_reader_that_goes_away_is_no_error(environment):
    read, write = os.pipe()
    os.close(read)
    ran = subprocess.run([WBS, "verify", "--json"], env=environment, stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert ran.returncode == 141
    assert b"BrokenPipe" not in ran.stderr


def test_no_core_file_and_no_file_for_others(environment):
    says = (
        "import os, resource, sys\nfrom wbs_tui.cli.main import main\nmain(['--help'])\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE)[0], oct(os.umask(0)), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", says], env=environment, capture_output=True, text=True)
    assert ran.stderr.split() == ["0", "0o77"]


def test_what_the_inbox_does_without_is_not_loaded_with_it() -> None:
    """Forms and accounts are four megabytes that many sittings never need."""
    code = "import sys, screens.places; print({'screens.new_report', 'screens.accounts'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
