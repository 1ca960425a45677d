#!/usr/bin/env python3
"""The installed package as somebody who builds on it sees it: headers, pkg-config files, libraries."""

import os
import shlex
import shutil
from pathlib import Path

import harness
from harness import case, command, require

SOURCE = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("DHCP_BUILD", SOURCE / "build"))
LIBRARIES = ("dhcpcore", "dhcpstore")


class Installation:
    """`meson install` into a directory of its own."""

    def __init__(self, world):
        require("meson", "pkg-config", "g++")
        self.world = world
        self.root = world.scratch / "root"
        command("meson", "install", "-C", BUILD, "--no-rebuild", "--destdir", self.root)
        files = list(self.root.rglob("*.pc"))
        assert files, "no pkg-config file was installed"
        self.environment = dict(os.environ, PKG_CONFIG_PATH=":".join({str(f.parent) for f in files}),
                                PKG_CONFIG_SYSROOT_DIR=str(self.root))
        self.libraries = next(self.root.rglob("libdhcpcore.so")).parent
        self.environment["LD_LIBRARY_PATH"] = str(self.libraries)
        self.include = next(self.root.rglob("include/dhcpcore")).parent

    def pkg_config(self, *arguments):
        return shlex.split(command("pkg-config", *arguments, env=self.environment).stdout)

    def compile(self, program, *sources):
        """Builds as a stranger would, with nothing but what pkg-config says."""
        command("g++", "-std=c++20", "-O1", "-Wall", "-Wextra", "-Werror", *self.pkg_config("--cflags", *LIBRARIES), *sources,
                "-o", program, *self.pkg_config("--libs", *LIBRARIES), cwd=self.world.scratch)
        return program


@case("every installed header compiles and a program linked by pkg-config runs", namespaces=False)
def _(world):
    installation = Installation(world)
    headers = sorted(h.relative_to(installation.include) for h in installation.include.rglob("*.h*"))
    assert len(headers) > 10, headers
    source = world.scratch / "consumer.cpp"
    source.write_text("".join(f'#include <{header}>\n' for header in headers) + r"""
#include <cstdio>
int main() {
  const auto address = dhcp::Ipv4Address::parse("192.0.2.7");
  std::printf("%s %s\n", DHCPCORE_VERSION, address ? address->to_string().c_str() : "none");
}
""")
    program = installation.compile(world.scratch / "consumer", source)
    output = command(program, env=installation.environment).stdout
    version = installation.pkg_config("--modversion", "dhcpcore")[0]
    assert output == f"{version} 192.0.2.7\n", output


@case("nothing installed names the build directory or the source directory", namespaces=False)
def _(world):
    installation = Installation(world)
    for file in installation.root.rglob("*"):
        if file.is_file() and not file.is_symlink() and file.suffix in (".pc", ".hpp", ".h"):
            text = file.read_text()
            assert str(BUILD) not in text and str(SOURCE) not in text, f"{file.name} names a path of the build"


@case("the shared libraries carry a SONAME and export only names of ours", namespaces=False)
def _(world):
    require("readelf", "nm")
    installation = Installation(world)
    for name in LIBRARIES:
        library = installation.libraries / f"lib{name}.so"
        soname = f"lib{name}.so.0"
        assert soname in command("readelf", "-d", library).stdout, f"{name} has no SONAME {soname}"
        assert (installation.libraries / soname).exists()
        exported = command("nm", "-D", "-C", "--defined-only", library).stdout.splitlines()
        # Strong symbols; weak ones are instances of templates that every C++ library has.
        strangers = [line for line in exported if line.split(" ", 2)[1] in "TBD" and "dhcp" not in line]
        assert not strangers, strangers[:5]


@case("every example builds against the installed package", namespaces=False)
def _(world):
    examples = sorted(p.parent for p in (SOURCE / "examples").glob("*/main.cpp"))
    if not examples:
        raise harness.Skip("there are no examples")
    installation = Installation(world)
    for example in examples:
        program = installation.compile(world.scratch / example.name, *sorted(example.glob("*.cpp")))
        needed = command("ldd", program, env=installation.environment).stdout
        assert "not found" not in needed, needed


if __name__ == "__main__":
    harness.main()
