"""Who lets an officer in after a reset is told of the restricted cases that went with his old key."""

from tests.accounts.staff import arrive, let_in
from tests.cases.at_work import new_case
from wbs_tui.accounts.administration import reset
from wbs_tui.accounts.removal import run_rotation
from wbs_tui.cases.readers.let_in_again import cases_before
from wbs_tui.cases.readers.restriction import implicate, let_in_to_case, restrict, take_out_of_case
from wbs_tui.cases.reading.detail import load_case


def restricted(office, *inside):
    head = office.desk("inspektur")
    register = new_case(office.desk("irban"))
    implicate(head, register, "petugas2", "disebut")
    for name in inside:
        let_in_to_case(head, register, name)
    return register


def test_only_what_he_read_and_what_the_grantor_may_give_is_told(office):
    read, _never = restricted(office, "petugas"), restricted(office)
    taken = restricted(office, "petugas")
    take_out_of_case(office.desk("inspektur"), taken, "petugas")
    against_head = new_case(office.desk("petugas"))
    restrict(office.desk("petugas"), against_head, ["inspektur"], "disebut")
    assert cases_before(office.desk("inspektur"), "petugas") == ()
    office.clock.forward(minutes=1)
    arrive(office, reset(office.desk("admin"), "petugas"))
    office.clock.forward(minutes=1)
    head = office.desk("inspektur")
    assert cases_before(head, "petugas") == (read,)
    run_rotation(head)
    let_in(office, "petugas", "office")
    head = office.desk("inspektur")
    assert cases_before(head, "petugas") == (read,)
    assert cases_before(office.desk("irban"), "petugas") == (against_head,)
    assert cases_before(office.desk("petugas2"), "petugas") == ()
    let_in_to_case(head, read, "petugas")
    assert cases_before(head, "petugas") == ()
    assert load_case(office.desk("petugas"), read).opened
