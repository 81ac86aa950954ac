"""The process behind `guard`: reads what it is given, until nobody gives it anything."""

from __future__ import annotations

import faulthandler
import os
import pickle
import signal
import sys
from typing import BinaryIO

from provenance.reading.guard import SIZE
from provenance.reading.protocol import Reading
from provenance.reading.registry import readers
from provenance.settings import READ_MEMORY

_FORBIDDEN = frozenset({
    "socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
    "socket.gethostbyname", "socket.gethostbyaddr", "subprocess.Popen", "os.system", "os.exec",
    "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "os.startfile",
})  # fmt: skip


def serve() -> None:
    """Answer questions from stdin on stdout. Whatever else is printed goes nowhere."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asks is told by it, and closes the pipe
    questions = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    _limit_memory()
    sys.addaudithook(_forbid)
    with questions, answers, open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123
        while head := questions.read(SIZE.size):
            name, data, seconds = pickle.loads(questions.read(SIZE.unpack(head)[0]))
            # It ends the process also where a loop of C never comes back to Python.
            faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
            answer = _read(name, data)
            faulthandler.cancel_dump_traceback_later()
            _write(answers, answer)


def _read(name: str, data: bytes) -> Reading | str:
    try:
        return readers()[name].read(data)
    except ValueError as error:
        return str(error) or "the reader gives no reason; look at the file"
    except MemoryError:
        return f"reading it needs more than {READ_MEMORY // 1024**3} GB of memory; look at the file"
    except RecursionError:
        return "it is nested too deep to be read; look at the file"
    except Exception as error:  # a reader's bug is this file's misfortune, not the scan's
        return f"its reader '{name}' failed on it ({type(error).__name__}: {error}); look at the file"


def _write(answers: BinaryIO, answer: Reading | str) -> None:
    words = pickle.dumps(answer)
    answers.write(SIZE.pack(len(words)) + words)
    answers.flush()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (READ_MEMORY, most))


def _forbid(event: str, _: object) -> None:
    if event in _FORBIDDEN:
        raise PermissionError(f"a reader may not do this: {event}")
