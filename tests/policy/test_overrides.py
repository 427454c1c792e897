"""An office's own files: what is sound counts, what is broken is named and changes nothing."""

from pathlib import Path

import pytest

from wbs_tui.policy.book import FILES, LoadedPolicy, load
from wbs_tui.text.catalogue import use_language

SHIPPED = load().policy


def override(folder: Path, **texts: str) -> LoadedPolicy:
    for name, text in texts.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    return load(folder)


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert load(tmp_path / "policy") == load()


def test_one_deadline_changes_and_the_others_stay(tmp_path: Path) -> None:
    loaded = override(
        tmp_path, deadlines='[[clock]]\nid = "verification"\ndays = 5\ncitation = "SK Inspektur"\n'
    )
    changed = {rule.id: rule for rule in loaded.policy.deadlines.rules}
    assert loaded.problems == ()
    assert loaded.overridden == ("deadlines.toml",)
    assert (changed["verification"].days, changed["verification"].unit) == (5, "working")
    assert [rule for rule in loaded.policy.deadlines.rules if rule.id != "verification"] == [
        rule for rule in SHIPPED.deadlines.rules if rule.id != "verification"
    ]


def test_a_step_gets_other_roles(tmp_path: Path) -> None:
    loaded = override(
        tmp_path,
        stages='[[edge]]\nfrom = "verification"\nto = "archived"\n'
        'roles = ["lead", "inspector"]\npropose_roles = ["officer"]\n',
    )
    edge = loaded.policy.stages.edge("verification", "archived")
    shipped = SHIPPED.stages.edge("verification", "archived")
    assert edge is not None
    assert shipped is not None
    assert edge.roles == ("lead", "inspector")
    assert edge.gates == shipped.gates


def test_a_step_that_is_disabled_is_gone(tmp_path: Path) -> None:
    loaded = override(tmp_path, stages='[[edge]]\nfrom = "verification"\nto = "merged"\nenabled = false\n')
    assert loaded.problems == ()
    assert loaded.policy.stages.edge("verification", "merged") is None


def test_a_hidden_category_keeps_its_label_for_old_cases(tmp_path: Path) -> None:
    loaded = override(tmp_path, taxonomy='[[category]]\nid = "nepotism"\nenabled = false\n')
    assert "nepotism" not in loaded.policy.choices("category")
    assert loaded.policy.label("category", "nepotism", "id") == "Nepotisme"


def test_an_item_of_the_checklist_is_added_and_another_renamed(tmp_path: Path) -> None:
    loaded = override(
        tmp_path,
        checklist="""
[[item]]
id = "village_letter"
group = "evidence"
label = { id = "Surat desa", en = "Village letter" }
hint = { id = "Surat dari desa.", en = "A letter from the village." }
mandatory = true
waived_by = ["inspector"]

[[item]]
id = "loss"
label = { id = "Taksiran kerugian" }
""",
    )
    assert loaded.problems == ()
    assert loaded.policy.checklist.mandatory()[-1].id == "village_letter"
    assert loaded.policy.label("checklist_item", "loss", "id") == "Taksiran kerugian"
    assert loaded.policy.label("checklist_item", "loss", "en") == "Estimated loss"


def test_the_office_adds_its_own_day_off(tmp_path: Path) -> None:
    loaded = override(
        tmp_path, calendar='[[day]]\ndate = 2026-08-31\nlabel = { id = "Hari jadi", en = "Founding day" }\n'
    )
    assert [day.date.isoformat() for day in loaded.policy.calendar.day] == ["2026-08-31"]


BROKEN = {
    "stages: syntax": ("stages", "[[edge]\n", "", "line 1"),
    "stages: unknown role": (
        "stages",
        '[[edge]]\nfrom = "referred"\nto = "closed"\nroles = ["janitor"]\n',
        "edge[referred>closed].roles[0]",
        "janitor",
    ),
    "stages: role that works no cases": (
        "stages",
        '[[edge]]\nfrom = "referred"\nto = "closed"\nroles = ["super_admin"]\n',
        "edge[referred>closed]",
        "super_admin",
    ),
    "stages: unknown gate": (
        "stages",
        '[[edge]]\nfrom = "referred"\nto = "closed"\ngates = ["moon_full"]\n',
        "edge[referred>closed].gates[0]",
        "moon_full",
    ),
    "stages: unknown stage": (
        "stages",
        '[[edge]]\nfrom = "referred"\nto = "limbo"\nroles = ["lead"]\n',
        "edge[referred>limbo].to",
        "limbo",
    ),
    "stages: closed out of reach": (
        "stages",
        "".join(
            f'[[edge]]\nfrom = "{stage}"\nto = "closed"\nenabled = false\n'
            for stage in ("clarification", "follow_up", "referred")
        ),
        "edge",
        "closed",
    ),
    "stages: a dead end": (
        "stages",
        '[[edge]]\nfrom = "referred"\nto = "closed"\nenabled = false\n'
        '[[edge]]\nfrom = "referred"\nto = "disposition"\nenabled = false\n',
        "edge",
        "referred",
    ),
    "stages: an end without a way back": (
        "stages",
        '[[edge]]\nfrom = "examination"\nto = "archived"\nroles = ["inspector"]\n',
        "edge[examination>archived]",
        "archived",
    ),
    "stages: referring by another way": (
        "stages",
        '[[edge]]\nfrom = "disposition"\nto = "referred"\nby = "advance"\n',
        "edge[disposition>referred]",
        "refer",
    ),
    "stages: nobody decides": (
        "stages",
        '[[edge]]\nfrom = "referred"\nto = "closed"\nroles = []\n',
        "edge[referred>closed]",
        "peran",
    ),
    "deadlines: negative days": (
        "deadlines",
        '[[clock]]\nid = "verification"\ndays = -3\n',
        "clock[verification].days",
        ">= 0",
    ),
    "deadlines: words for a number": (
        "deadlines",
        '[[clock]]\nid = "answer"\ndays = "tiga puluh"\n',
        "clock[answer].days",
        "bilangan bulat",
    ),
    "deadlines: after the end": (
        "deadlines",
        '[[clock]]\nid = "answer"\nstages = ["closed"]\n',
        "clock[answer].stages",
        "closed",
    ),
    "deadlines: a code the taxonomy lacks": (
        "deadlines",
        '[[clock]]\nid = "whole_case"\nsupervisory = ["sunny"]\n',
        "clock[whole_case].supervisory",
        "sunny",
    ),
    "deadlines: no citation": (
        "deadlines",
        '[[clock]]\nid = "answer"\ncitation = ""\n',
        "clock[answer].citation",
        "kosong",
    ),
    "calendar: no working day": ("calendar", "weekend = [1, 2, 3, 4, 5, 6, 7]\n", "weekend", "hari kerja"),
    "calendar: a day that is none": (
        "calendar",
        '[[day]]\ndate = "besok"\nlabel = { id = "x", en = "x" }\n',
        "day[0].date",
        "2026-08-31",
    ),
    "taxonomy: unknown key": (
        "taxonomy",
        '[[category]]\nid = "nepotism"\ncolour = "red"\n',
        "category[nepotism]",
        "colour",
    ),
    "taxonomy: one language only": (
        "taxonomy",
        '[[category]]\nid = "ghosts"\ngroup = "other"\nlabel = { id = "Hantu" }\n',
        "category[ghosts].label",
        "en",
    ),
    "taxonomy: a code the program cannot know": (
        "taxonomy",
        '[[closure]]\nid = "forgotten"\nlabel = { id = "Lupa", en = "Forgotten" }\n',
        "closure",
        "forgotten",
    ),
    "taxonomy: a day without a law": (
        "taxonomy",
        '[[corruption_type]]\nid = "loss_authority"\narticles = ['
        '{ text = "a", citation = "c", valid_until = 2026-01-01 },'
        '{ text = "b", citation = "c", valid_from = 2026-01-03 }]\n',
        "corruption_type[loss_authority].articles",
        "celah",
    ),
    "taxonomy: a type of no category": (
        "taxonomy",
        '[[corruption_type]]\nid = "loss_authority"\ncategory = "ghosts"\n',
        "corruption_type[loss_authority].category",
        "ghosts",
    ),
    "checklist: an item that is not asked": (
        "checklist",
        '[[identity]]\nid = "open"\ndemands = ["shoe_size"]\n',
        "identity[open].demands",
        "shoe_size",
    ),
    "checklist: a role that works no cases": (
        "checklist",
        '[[item]]\nid = "loss"\nwaived_by = ["auditor"]\n',
        "item[loss].waived_by",
        "auditor",
    ),
    "roles: the Super Admin reads": (
        "roles",
        '[[operation]]\nid = "case.read"\nroles = ["super_admin"]\n',
        "operation[case.read].roles",
        "super_admin",
    ),
    "roles: the auditor writes": (
        "roles",
        '[[operation]]\nid = "case.note"\nroles = ["officer", "auditor"]\n',
        "operation[case.note].roles",
        "auditor",
    ),
    "roles: the auditor learns who reported": (
        "roles",
        '[[operation]]\nid = "identity.reveal"\nroles = ["auditor"]\n',
        "operation[identity.reveal].roles",
        "auditor",
    ),
    "roles: an officer destroys": (
        "roles",
        '[[operation]]\nid = "case.destroy"\nroles = ["inspector", "officer"]\n',
        "operation[case.destroy].roles",
        "officer",
    ),
    "roles: an officer hands the Super Admin over": (
        "roles",
        '[[operation]]\nid = "account.handover"\nroles = ["inspector", "officer"]\n',
        "operation[account.handover].roles",
        "officer",
    ),
    "roles: a lead appoints a stand-in": (
        "roles",
        '[[operation]]\nid = "head.cover"\nroles = ["lead"]\n',
        "operation[head.cover].roles",
        "lead",
    ),
    "roles: the Inspektur makes accounts": (
        "roles",
        '[[operation]]\nid = "account.manage"\nroles = ["super_admin", "inspector"]\n',
        "operation[account.manage].roles",
        "inspector",
    ),
    "exchange: a category that there is not": (
        "exchange",
        '[summary]\nwithheld_categories = ["moon"]\n',
        "summary.withheld_categories",
        "moon",
    ),
    "exchange: an answer is never late": (
        "exchange",
        "[referral]\nunanswered_days = 0\n",
        "referral.unanswered_days",
        ">= 1",
    ),
    "exchange: an office of no kind": (
        "exchange",
        '[[recipient]]\nid = "police"\nsummaries = true\n',
        "recipient[police].id",
        "police",
    ),
    "retention: nothing for most cases": (
        "retention",
        '[[term]]\nid = "general"\nclosures = ["withdrawn"]\n',
        "term",
        "satu aturan tanpa syarat",
    ),
    "retention: two for every case": (
        "retention",
        '[[term]]\nid = "other"\nlabel = { id = "Lain", en = "Other" }\ncitation = "JRA"\nyears = 2\n',
        "term",
        "satu aturan tanpa syarat",
    ),
    "retention: of a case at work": (
        "retention",
        '[[term]]\nid = "other"\nlabel = { id = "Lain", en = "Other" }\ncitation = "JRA"\nyears = 2\n'
        'stages = ["analysis"]\n',
        "term[other].stages",
        "analysis",
    ),
    "retention: no time at all": (
        "retention",
        '[[term]]\nid = "general"\nyears = 0\n',
        "term[general].years",
        ">= 1",
    ),
    "roles: nobody left": (
        "roles",
        '[[operation]]\nid = "account.manage"\nroles = []\n',
        "operation[account.manage].roles",
        "kosong",
    ),
    "roles: unknown operation": (
        "roles",
        '[[operation]]\nid = "case.fly"\nroles = ["lead"]\n',
        "operation[case.fly].id",
        "case.fly",
    ),
    "limits: none at all": ("limits", "[message_bytes]\nvalue = 0\n", "message_bytes.value", ">= 1"),
    "limits: keeps less than it reads": (
        "limits",
        "[kept_bytes]\nvalue = 1\n",
        "kept_bytes.value",
        "message_bytes",
    ),
    "limits: a blank nothing fills": (
        "limits",
        '[message_bytes.sentence]\nid = "Lebih dari {limit}"\n',
        "message_bytes.sentence",
        "{limit}",
    ),
    "templates: a blank nothing fills": (
        "templates",
        '[receipt.text]\nid = "Kepada {name}"\n',
        "receipt.text",
        "{name}",
    ),
    "templates: an attribute of a blank": (
        "templates",
        '[[note]]\nid = "analysis"\n[note.template]\nid = "{register.__class__}"\n',
        "note[analysis].template",
        "__class__",
    ),
    "templates: a lone brace": (
        "templates",
        '[receipt.text]\nid = "Laporan { Anda"\n',
        "receipt.text",
        "kurawal",
    ),
}


@pytest.mark.parametrize(("name", "text", "key", "named"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_named_and_the_shipped_one_stays(
    tmp_path: Path, name: str, text: str, key: str, named: str
) -> None:
    loaded = override(tmp_path, **{name: text})
    (problem,) = loaded.problems
    assert (problem.file, problem.key) == (f"{name}.toml", key)
    assert named in problem.reason
    assert problem.file in problem.sentence()
    assert key in problem.sentence()
    assert loaded.policy == SHIPPED
    assert loaded.overridden == ()


def test_every_file_has_a_broken_case_here() -> None:
    assert {f"{case[0]}.toml" for case in BROKEN.values()} == set(FILES)


def test_one_broken_file_does_not_hold_back_the_others(tmp_path: Path) -> None:
    loaded = override(
        tmp_path,
        stages="nonsense",
        deadlines='[[clock]]\nid = "verification"\ndays = 5\n',
        notes="whatever = 1\n",
    )
    assert [problem.file for problem in loaded.problems] == ["notes.toml", "stages.toml"]
    assert loaded.overridden == ("deadlines.toml",)
    assert loaded.policy.stages == SHIPPED.stages


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "limits.toml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "roles.toml").mkdir()
    loaded = load(tmp_path)
    assert {problem.file for problem in loaded.problems} == {"limits.toml", "roles.toml"}
    assert loaded.policy == SHIPPED


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    loaded = override(tmp_path, calendar="\ufeffdecreed_years = [2030]\n")
    assert loaded.problems == ()
    assert loaded.policy.calendar.decreed_years == (2030,)


def test_the_reason_is_told_in_the_language_in_use(tmp_path: Path) -> None:
    (problem,) = override(tmp_path, deadlines='[[clock]]\nid = "answer"\ndays = "x"\n').problems
    assert problem.reason == "seharusnya bilangan bulat, tertulis teks"
    try:
        use_language("en")
        assert problem.reason == "a whole number is expected, text is written"
    finally:
        use_language("id")
