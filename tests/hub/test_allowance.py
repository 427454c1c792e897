"""So many requests a minute: they come back with time, and nobody is remembered for ever."""

import pytest

from wbs_tui.hub.core import Rejected
from wbs_tui.hub.pressure import Allowance


def test_an_allowance_comes_back_with_time():
    now = [0.0]
    allowance = Allowance(60, lambda: now[0])
    for _each in range(60):
        allowance.take("a")
    with pytest.raises(Rejected) as refused:
        allowance.take("a")
    assert refused.value.problem.retry_after == 1
    allowance.take("b")
    now[0] = 2.0
    allowance.take("a")
    allowance.take("a")
    with pytest.raises(Rejected):
        allowance.take("a")


def test_names_are_not_remembered_for_ever():
    now = [0.0]
    allowance = Allowance(60, lambda: now[0])
    for number in range(20_000):
        now[0] += 1.0
        allowance.take(str(number))
    assert len(allowance._left) <= 10_001
