"""A type is decoded by any number of threads at once, also for the first time."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TYPES = 300
AT_ONCE = """
import sys, threading, types
import msgspec
from wbs_tui.text.records import ready

sys.setswitchinterval(1e-6)
FIELDS = "".join(f"  f{n}: 'dict[str, int | None] | None' = None\\n" for n in range(12))
CODE = f"import msgspec\\nclass B(msgspec.Struct):\\n{FIELDS}class A(msgspec.Struct):\\n  b: 'list[B]'\\n"

def decode(kind, together):
    together.wait()
    msgspec.json.decode(b'{"b": [{"f0": {"a": 1}}]}', type=ready(kind))

for number in range(int(sys.argv[1])):
    module = sys.modules[f"m{number}"] = types.ModuleType(f"m{number}")
    exec(CODE, module.__dict__)
    together = threading.Barrier(4)
    racing = [threading.Thread(target=decode, args=(module.A, together)) for _thread in range(4)]
    for each in racing:
        each.start()
    for each in racing:
        each.join()
print("done")
"""
DECODES = re.compile(r"msgspec\.(?:convert|(?:json|msgpack|toml)\.(?:decode|Decoder))\(")


def test_threads_that_decode_their_first_of_a_type_at_once_all_do():
    """Each type is a new one; without `ready` the interpreter ends among the first of them."""
    ran = subprocess.run(
        [sys.executable, "-c", AT_ONCE, str(TYPES)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "done\n", "")


def test_no_type_is_decoded_that_was_not_worked_out():
    sources = [file for top in ("wbs_tui", "screens", "models") for file in (ROOT / top).rglob("*.py")]
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in sources
        if file.parts[-2:] != ("text", "records.py")
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if DECODES.search(line) and "ready(" not in line and not line.rstrip().endswith("decode(first)")
    ]
    assert found == []
