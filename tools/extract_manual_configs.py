#!/usr/bin/env python3
"""Makes test data of the configurations that the Kea manual shows.

    extract_manual_configs.py MANUAL_DIRECTORY TEST_DATA_DIRECTORY

MANUAL_DIRECTORY holds the chapters as text files ("08-dhcpv4-server.txt"). Each example of a server's configuration
becomes one file in configs/manual (DHCPv4) or configs6/manual (DHCPv6), named by its section and its number among
the protocol's examples in it ("-f1" of parts that a map of global keys holds), rewritten as plain JSON: no comments,
no ellipses, no superfluous commas. What the page breaks of the PDF tore apart is put together again; what an example
leaves to the reader (identifiers of subnets, types of databases, definitions shown earlier) is filled in.
"""

import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

CHAPTERS = re.compile(r"(05|08|09|12|15|16|21\.1)")
# A part of a configuration in the chapter of its server: which keys it may begin with.
PART = re.compile(r'\{\s*"(subnet[46]|shared-networks|reservations|client-classes|option-def|host-reservation-[a-z]+)"')
BLOCK = re.compile(r"^(\d+(?:\.\d+)+) +\S[^\n]*$|```[a-z]*\n(.*?)```", re.S | re.M)


@dataclass
class Protocol:
    key: str
    chapter: str
    folder: str
    subnets: str
    subnet: str  # of examples that leave it out
    # Damage that no rule covers: what stands in the text, and what it must have been.
    repairs: dict = field(default_factory=dict)
    # Not configurations of their own, or too damaged.
    skipped: set = field(default_factory=set)
    # Definitions of options that an example takes from the one before it.
    definitions: dict = field(default_factory=dict)


V4 = Protocol(
    "Dhcp4", "08", "configs/manual", "subnet4", "192.0.2.0/24",
    repairs={
        "5.1.1-1": [('"id": 1\n            },\n            # Now', '"id": 1\n            }],\n            # Now'),
                    ("            ]\n        }\n    }\n\n    # The whole", "            ]\n    }\n    # The whole")],
        "8.2.10-4": [("        },\n        ...\n    ],\n    ...\n}\n}", "        },\n        ...\n    ],\n    ...\n}")],
        "8.2.23-1": [("192.0.10.0/24", "192.0.2.0/24"),
                     ('"id": 1,\n        "subnet": "10.', '"id": 2,\n        "subnet": "10.')],
        "8.2.3.1-3": [("remote-host-name", '"host.example.org"')],
        "8.3.3-f2": [('    },\n    "dhcp-ddns"', '    }],\n    "dhcp-ddns"')],
        "8.3.4-f2": [('"subnet4": [\n{', '"subnet4": [\n{ "subnet": "10.0.0.0/24",')],
        "8.4-1": [("directly\n    }\n  }\n}\n", "directly\n"), ("    }\n]\n],\n", "    }\n]\n}\n],\n")],
    },
    # A key without a value, lines that go on, a part that shows where another one goes; 16.12.9 (and the templates of
    # chapter 27, which were mended by hand) is too damaged; 8.2.12-1 is against the manual's own rule.
    skipped={"8.2.1-1", "8.2.4-3", "8.2.10-3", "8.2.10-10", "8.2.12-1", "8.2.13-5", "8.2.14-1", "8.2.19.4-2", "8.3.8-7",
             "8.6.1-1", "8.16.3-1", "8.2.16-f1", "8.3.4-f1", "8.4-f1", "8.4.1-f1", "8.4.1-f2", "15.4.1-2", "16.12.9-1",
             "16.12.13-1"},
    definitions={
        "8.2.11-2": [{"name": "foo", "code": 222, "type": "uint32"}],
        "8.2.13-2": [{"name": "foo", "code": 1, "space": "vendor-encapsulated-options-space", "type": "record",
                      "record-types": "ipv4-address, uint16, string"}],
        "8.2.14-3": [{"name": "subopt1", "code": 1, "space": "isc", "type": "ipv4-address"}],
        "8.2.11-4": [{"name": "bar", "code": 223, "type": "record",
                      "record-types": "ipv4-address, uint16, boolean, string"}],
    })

V6 = Protocol(
    "Dhcp6", "09", "configs6/manual", "subnet6", "2001:db8::/32",
    repairs={
        "9.2.3.1-3": [("remote-host-name", '"host.example.org"')],
        "9.2.11-1": [("1.1.1.1", "2001:db8::1")],
        "9.3.7-1": [("2001:db8:1::2001", "2001:db8:1::-2001")],
        "9.3.7-2": [("2001:db8:1::2001", "2001:db8:1::-2001")],
        "9.3.3-f1": [('    },\n    {\n      "dhcp-ddns"', '    }],\n      "dhcp-ddns"')],
        "9.3.3-f2": [('    },\n    "dhcp-ddns"', '    }],\n    "dhcp-ddns"')],
        "9.3.4-f2": [('"vendor-opt"', '"vendor-opts"'), (": 4491", ': "4491"')],
        "9.3.5-f1": [('},\n"subnet6"', '}],\n"subnet6"')],
        "9.4.2-f1": [('"ip-address"', '"ip-addresses"')],
        "9.4.3-f1": [("2001:db8:2::28", "2001:db8:3::28")],
        # No key of a DHCPv6 reservation.
        "9.3.8-1": [('"ip-address": "2001:db8:ff::77"', '"ip-addresses": [ "2001:db8:ff::77" ]')],
        "9.3.11-1": [('"ip-address": "2001:db8:1::11"', '"ip-addresses": [ "2001:db8:1::11" ]')],
        "9.3.12-1": [('"id": "01:02:03:04:05:0A:0B:0C:0D:0E:0F"', '"id": 1, "subnet": "2001:db8:1::/48"')],
        "9.4-1": [("    }\n  }\n}\n", ""), ('    {\n        {\n            "id": 1', '        {\n            "id": 1'),
                  ("        }\n    ]\n},\n# end", "        }\n    ]\n}],\n# end")],
        "9.14-1": [("...", '"socket-name": "/tmp/kea6-ctrl-socket"')],
        "9.15-1": [('},\n            {\n                "id"', '}],\n                "id"')],
        "16.9-2": [("...\n},\n...\n],\n...\n],\n...\n],\n# end", "...\n# end")],
        "16.12.19-1": [("{\n                {", "{"), ('    ],\n    "subnet6"', '    ]}}],\n    "subnet6"')],
        "16.12.19-2": [("          }\n        ]\n      }\n    ]\n",
                        '}], "interface": "enp0s8", "user-context": {"ha-server-name": "server3"}}]')],
        "16.18.1-4": [('"subnet6"', '"name": "limited", "subnet6"')],
    },
    # 5.2.5 shows an include, 9.4.1 a mistake; 9.11 has made-up words.
    skipped={"5.2.5-1", "9.4.1-f1", "9.11-1"},
    definitions={
        "9.2.14-2": [{"name": "foo", "code": 100, "type": "uint32"}],
        "9.2.14-4": [{"name": "bar", "code": 101, "type": "record",
                      "record-types": "ipv6-address, uint16, boolean, string"}],
        "9.2.15-2": [{"name": "foo", "code": 1, "space": "vendor-12345", "type": "record",
                      "record-types": "ipv6-address, uint16, string"}],
        "9.2.16-3": [{"name": "subopt1", "code": 1, "space": "isc", "type": "ipv6-address"},
                     {"name": "subopt2", "code": 2, "space": "isc", "type": "string"},
                     {"name": "container", "code": 102, "type": "empty", "encapsulate": "isc"}],
    })


def examples(chapter, key, parts):
    """Yields (name, text) of each block about the protocol, joined with what follows until its braces close."""
    count = {}
    section, text = "", ""
    for match in BLOCK.finditer(chapter):
        if match[1]:
            section = match[1]
            continue
        whole = f'"{key}"' in match[2]
        if not text and (whole or parts and PART.match(strip_comments(match[2]).strip())):
            start = f"{section}-{'' if whole else 'f'}"
            text = match[2]
        elif text:
            text += match[2]
        continues = chapter[match.end():match.end() + 40].lstrip().startswith("(continues on next page)")
        if text and (not continues or balance(text) <= 0):
            count[start] = count.get(start, 0) + 1
            yield f"{start}{count[start]}", text
            text = ""


def without_strings(text):
    return re.sub(r'"(?:\\.|[^"\\\n])*"', '""', text)


def balance(text):
    bare = without_strings(strip_comments(text))
    return sum(bare.count(c) for c in "{[") - sum(bare.count(c) for c in "}]")


def strip_comments(text):
    pattern = r'("(?:\\.|[^"\\\n])*")|/\*.*?\*/|//[^\n]*|#[^\n]*'
    return re.sub(pattern, lambda m: m[1] or "", text, flags=re.S)


def closed(text):
    """The text with the brackets that pages lost at their ends, and without those that close nothing."""
    out, open_brackets = [], []
    for token in re.findall(r'"(?:\\.|[^"\\\n])*"|[^"]|"', text):
        if token in "{[":
            open_brackets.append("}" if token == "{" else "]")
        elif token in "}]":
            if token not in open_brackets:
                continue
            while open_brackets[-1] != token:
                out.append(open_brackets.pop())
            open_brackets.pop()
        out.append(token)
    return "".join(out + open_brackets[::-1])


def plain_json(text):
    text = text.replace("\u2018", "'").replace("\u2019", "'").replace("\u201c", '"').replace("\u201d", '"')
    text = re.sub(r"^\d+ ?(?=[ {}\"]|//|$)", "", text, flags=re.M) if re.match(r"\s*\d", text) else text
    text = re.sub(r"\n\s*[\u2192\u21b3\u21b5]", "", text)  # lines that were too long
    text = strip_comments(text)
    text = re.sub(r"\\\n\s*", "", text)
    text = re.sub(r"(:\s*)\.(?=\d)", r"\g<1>0.", text)
    # Strings that the page was too narrow for.
    text = re.sub(r'^([^"\n]*(?:"[^"\n]*"[^"\n]*)*"[^"\n]*)\n\s*', lambda m: m[1] if m[1].count('"') % 2 else m[0],
                  text, flags=re.M)
    text = re.sub(r"^\s*:\s*$", "", text, flags=re.M)
    text = text.replace("...", "").replace("\u2026", "")
    # What the reader is told to fill in.
    text = re.sub(r'("[a-z-]+"\s*:\s*)(?!(?:true|false|null)\b)[a-z][a-z -]*(?=\s*[,}])', r"\g<1>10", text)
    text = text.strip()
    if not text.startswith("{"):
        text = "{" + text + "}"
    text = closed(text)
    while True:
        tidy = re.sub(r",(\s*[,}\]])", r"\1", re.sub(r"([{\[]\s*),", r"\1", text))
        tidy = re.sub(r'([}\]"0-9el])(\s*\n\s*)(["{])', r"\1,\2\3", tidy)
        if tidy == text:
            return text
        text = tidy


def complete(value, protocol, ids):
    """Fills in what examples leave out."""
    if isinstance(value, list):
        return [complete(element, protocol, ids) for element in value if element != {}]
    if not isinstance(value, dict):
        return value
    value = {key: complete(element, protocol, ids) for key, element in value.items()}
    for subnet in value.get(protocol.subnets, []):
        pools = subnet.get("pools", [])
        if "subnet" not in subnet:
            subnet["subnet"] = protocol.subnet
            for pool in pools:
                pool.setdefault("pool", protocol.subnet)
        pools[:] = [pool for pool in pools if "pool" in pool]
        ids.append(subnet.setdefault("id", max(ids, default=0) + 1))
    for key in ("lease-database", "hosts-database"):
        database = value.get(key)
        if isinstance(database, dict) and "type" not in database:
            only = {"tcp-user-timeout": "postgresql", "read-timeout": "mysql", "write-timeout": "mysql"}
            database["type"] = next((only[k] for k in only if k in database), "mysql")
    return value


def configuration(text, protocol, name):
    for old, new in protocol.repairs.get(name, []):
        if old not in text:
            print(f"{name}: the repair of {old!r} found nothing")
        text = text.replace(old, new)
    # What follows the last bracket was torn off something else.
    config, _ = json.JSONDecoder(strict=False).raw_decode(plain_json(text))
    config = complete(config.get(protocol.key, config), protocol, [])
    if name in protocol.definitions:
        config.setdefault("option-def", []).extend(protocol.definitions[name])
    return {protocol.key: config}


def extract(manual, target, protocol):
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("*.json"):
        if not old.name.startswith("27."):
            old.unlink()
    for path in sorted(manual.glob("*.txt")):
        if not CHAPTERS.match(path.name):
            continue
        parts = path.name.startswith(protocol.chapter)
        for name, text in examples(path.read_text(encoding="utf-8"), protocol.key, parts):
            if name in protocol.skipped:
                continue
            try:
                config = configuration(text, protocol, name)
            except (json.JSONDecodeError, KeyError) as error:
                print(f"{name}: left out: {error}")
                continue
            (target / f"{name}.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for each in (V4, V6):
        extract(Path(sys.argv[1]), Path(sys.argv[2]) / each.folder, each)
