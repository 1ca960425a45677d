"""The schemas in docs/reference accept every configuration of the corpus, and refuse broken ones.

    schema_test.py SOURCE_ROOT
"""

import json
import sys
from pathlib import Path

import jsonschema

ROOT = Path(sys.argv[1])
DATA = ROOT / "tests/data"
EXAMPLES = ROOT / "examples/configurations"
CORPUS = {4: ["configs", "configs/manual"], 6: ["configs6", "configs6/manual"]}

SUBNET4 = {"id": 1, "subnet": "192.0.2.0/24"}
SUBNET6 = {"id": 1, "subnet": "2001:db8::/64"}
# What stands in "Dhcp4" or "Dhcp6", and where a validator must find fault with it.
BROKEN = {
    4: [({"valid-lifetime": "long"}, ["valid-lifetime"]),
        ({"subnet6": []}, []),
        ({"subnet4": [{"subnet": "192.0.2.0/24"}]}, ["subnet4", 0]),
        ({"subnet4": [SUBNET4 | {"pools": [{"pool": 1}]}]}, ["subnet4", 0, "pools", 0, "pool"]),
        ({"subnet4": [SUBNET4 | {"pd-pools": []}]}, ["subnet4", 0]),
        ({"allocator": "lucky"}, ["allocator"]),
        ({"t1-percent": 1.0}, ["t1-percent"])],
    6: [({"preferred-lifetime": -1}, ["preferred-lifetime"]),
        ({"subnet4": []}, []),
        ({"authoritative": True}, []),
        ({"subnet6": [SUBNET6 | {"rapid-commit": 1}]}, ["subnet6", 0, "rapid-commit"]),
        ({"subnet6": [SUBNET6 | {"pd-pools": [{"prefix": "2001:db8::", "prefix-len": 48}]}]},
         ["subnet6", 0, "pd-pools", 0]),
        ({"reservations": [{"duid": "01:02", "ip-address": "2001:db8::1"}]}, ["reservations", 0]),
        ({"server-id": {"type": "UUID"}}, ["server-id", "type"])],
}


def corpus(version):
    paths = sorted(EXAMPLES.glob(f"dhcp{version}-*.json"))
    for folder in CORPUS[version]:
        paths += sorted((DATA / folder).glob("*.json"))
    for path in paths:
        try:
            yield path, json.loads(path.read_text(encoding="utf-8"))
        except json.JSONDecodeError:
            pass  # written with comments or includes, which a schema cannot see


def check(version):
    schema = json.loads((ROOT / f"docs/reference/dhcp{version}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    accepted, faults = 0, []
    for path, config in corpus(version):
        accepted += 1
        faults += [f"{path.relative_to(ROOT)}: {error.json_path}: {error.message}"
                   for error in validator.iter_errors(config)]
    if accepted < 100:
        faults.append(f"the corpus of DHCPv{version} has {accepted} configurations only")
    for body, place in BROKEN[version]:
        found = [list(error.absolute_path)[1:] for error in validator.iter_errors({f"Dhcp{version}": body})]
        if found != [place]:
            faults.append(f"{json.dumps(body)}: expected a fault at {place}, found {found}")
    return faults


if __name__ == "__main__":
    found = check(4) + check(6)
    print("\n".join(found))
    sys.exit(1 if found else 0)
