"""What several benchmarks need: processor time of this and of other processes, memory, free ports."""

from __future__ import annotations

import gc
import os
import resource
import socket
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

__all__ = [
    "ROOT",
    "best_s",
    "cpu_s",
    "free_port",
    "median_s",
    "peers",
    "process_cpu_s",
    "resident_kib",
    "running",
    "wait_for_port",
]


def cpu_s() -> float:
    """Processor time that this process has used, user and system. [s]"""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def process_cpu_s(pid: int) -> float:
    """Processor time that a process has used, all its threads. [s]"""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_kib(pid: int) -> int:
    """Resident memory of a process. [KiB]"""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


def best_s(work: Callable[[], object], *, times: int = 5) -> float:
    """The least time that some work takes, of several runs without the garbage collector. [s]"""
    durations = []
    gc.collect()
    gc.disable()
    try:
        for _ in range(times):
            begin = time.perf_counter()
            work()
            durations.append(time.perf_counter() - begin)
    finally:
        gc.enable()
    return min(durations)


def median_s(work: Callable[[], object], *, times: int = 5) -> float:
    """The median time that some work takes. [s]"""
    durations = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        durations.append(time.perf_counter() - begin)
    return statistics.median(durations)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, *, timeout_s: float = 60) -> None:
    """Wait until somebody listens on a local port."""
    end = time.monotonic() + timeout_s
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > end:
                raise TimeoutError(f"nobody listens on port {port}") from None
            time.sleep(0.05)
        else:
            return


@contextmanager
def running(command: list[str], port: int) -> Iterator[subprocess.Popen[str]]:
    """A server as a process, from the moment it listens until the block ends."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
    try:
        wait_for_port(port)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def peers(relative: str = "") -> tuple[Path, Path] | None:
    """The peers' interpreter, and a program in `../shared/peers`; None where either is missing."""
    python = ROOT / ".peers" / "bin" / "python"
    program = ROOT.parent / "shared" / "peers" / relative
    return (python, program) if python.exists() and program.exists() else None
