"""The servers under test, each started by itself in the server's namespace."""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import harness

from .setting import SERVER_ADDRESS


@dataclass(frozen=True)
class Subject:
    """A server in one of its modes."""
    name: str
    mode: str
    socket_type: str = "raw"
    multi_threading: bool = True  # one worker for each of its processors

    def __str__(self):
        return f"{self.name}, {self.mode}" if self.mode else self.name


PEER_PROGRAM = "kea-dhcp4"

ECHO = Subject("udp-echo", "")
OURS = [Subject("dhcp4-server", "raw sockets", "raw"), Subject("dhcp4-server", "UDP sockets", "udp")]
# Kea is as fast with either kind of socket, within a few in a hundred; multi-threading is its other choice.
PEERS = [Subject("Kea 2.2.0", "one thread", "udp", False), Subject("Kea 2.2.0", "multi-threading", "udp")]


def peer_is_there():
    return shutil.which(PEER_PROGRAM) is not None


class Programs:
    """Where the programs of a build directory are."""

    def __init__(self, build):
        build = Path(build).resolve()
        self.server = build / "servers/dhcp4/dhcp4-server"
        self.perf = build / "servers/perf/dhcp-perf"
        self.echo = build / "tests/bench/udp-echo"


class Running:
    """A server that answers, until it is stopped."""

    def __init__(self, process, log_path):
        self.process = process
        self.log_path = log_path

    def processor_seconds(self):
        """User and system time of all its threads so far."""
        ticks = os.sysconf("SC_CLK_TCK")
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) / ticks, int(fields[12]) / ticks

    def log_lines(self):
        with open(self.log_path, "rb") as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))

    def stop(self):
        if self.process.child.poll() is not None:
            raise AssertionError(f"the server ended by itself:\n{self.process.log()[-2000:]}")
        self.process.stop()


def start(lab, programs, subject, setting):
    directory = lab.new_directory()
    if subject == ECHO:
        return start_process(lab, directory, [programs.echo, "--dhcp", SERVER_ADDRESS, 67], {},
                             directory / "output", "ready")
    log_path = directory / "server.log"
    config_path = directory / "dhcp4.json"
    config_path.write_text(json.dumps({"Dhcp4": configuration(lab, directory, log_path, subject, setting)}))
    environment = {"KEA_PIDFILE_DIR": str(directory), "KEA_LOCKFILE_DIR": str(directory)}
    program = programs.server if subject in OURS else PEER_PROGRAM
    return start_process(lab, directory, [program, "-c", config_path], environment, log_path, "DHCP4_STARTED")


def start_process(lab, directory, arguments, environment, log_path, sign):
    process = harness.Process(lab.server.arguments(*arguments), directory / "output",
                              env=dict(os.environ, **environment), preexec_fn=lab.pin_server)
    lab.world.on_end(process.stop)

    def answers():
        if process.child.poll() is not None:
            said = log_path.read_text(errors="replace")[-2000:] if log_path.exists() else ""
            raise AssertionError(f"{arguments[0]} ended at once:\n{process.log()}{said}")
        return log_path.exists() and sign in log_path.read_text(errors="replace")
    harness.wait_until(answers, 60, f"{arguments[0]} to answer")
    return Running(process, log_path)


def configuration(lab, directory, log_path, subject, setting):
    """Both servers understand it; only the outputs of loggers were called otherwise in Kea 2.2.0."""
    outputs = "output-options" if subject in OURS else "output_options"
    return {
        "interfaces-config": {"interfaces": ["eth0"], "dhcp-socket-type": subject.socket_type},
        "lease-database": {"type": "memfile", "persist": True, "name": str(directory / "leases.csv"),
                           "lfc-interval": 0},
        "multi-threading": {"enable-multi-threading": subject.multi_threading,
                            "thread-pool-size": len(lab.server_processors)},
        "valid-lifetime": 3600,
        "option-data": [{"name": "domain-name-servers", "data": "192.0.2.53"},
                        {"name": "domain-name", "data": "example.org"}],
        "subnet4": setting.subnet4(),
        "loggers": [{"name": "kea-dhcp4", "severity": "INFO", outputs: [{"output": str(log_path)}]}],
    }
