"""The walls around an executor: memory, network, and dying with its parent.

Two walls keep the network out, because `SERVICE` and `LOAD` make pyoxigraph open connections by
itself and no switch forbids it: a network namespace without interfaces, where the kernel allows
one, and a system call filter that refuses new sockets, which needs no privilege. `raise_walls` says
which of them stand.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_ERRNO_EACCES = 0x00050000 | 13
_ALLOW = 0x7FFF0000
# machine: (architecture number of the audit interface, number of the system call socket)
_ARCHITECTURES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
_X32_BIT = 0x40000000  # the other numbering of the same kernel on x86_64; nobody here uses it
_OTHER_SOCKETS = 425  # io_uring_setup: a ring could open sockets too


def raise_walls(memory_bytes: int, network: bool) -> list[str]:
    """Limits the calling process for good, before it starts a thread.

    Args:
        memory_bytes: limit of the address space (RLIMIT_AS).
        network: leave the network open.

    Returns:
        The names of the walls that stand: ``memory``, ``parent``, ``namespace``, ``sockets``.
    """
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    walls = ["memory"]
    if not sys.platform.startswith("linux"):
        return walls
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) == 0:
        walls.append("parent")
    if network:
        return walls
    if _leave_network(libc):
        walls.append("namespace")
    if _refuse_sockets(libc):
        walls.append("sockets")
    return walls


def _leave_network(libc: ctypes.CDLL) -> bool:
    return any(
        libc.unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET)
    )


def _refuse_sockets(libc: ctypes.CDLL) -> bool:
    """Installs a BPF program by which socket() and io_uring_setup() give EACCES."""
    architecture = _ARCHITECTURES.get(platform.machine())
    if architecture is None or struct.calcsize("P") != 8:
        return False
    audit, socket_call = architecture
    program = b"".join(
        struct.pack("HBBI", *step)
        for step in (
            (0x20, 0, 0, 4),  # load the architecture
            (0x15, 0, 5, audit),  # another one: refuse
            (0x20, 0, 0, 0),  # load the number of the call
            (0x35, 3, 0, _X32_BIT),  # numbers of the x32 kind: refuse
            (0x15, 2, 0, socket_call),
            (0x15, 1, 0, _OTHER_SOCKETS),
            (0x06, 0, 0, _ALLOW),
            (0x06, 0, 0, _ERRNO_EACCES),
        )
    )
    code = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, head, 0, 0) == 0)


def orphaned(parent: int) -> bool:
    """Says whether the parent process ended before `raise_walls` could tie this one to it."""
    return os.getppid() != parent
