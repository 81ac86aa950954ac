"""Reading what may hang, crash or swallow all memory: in a process of its own, which can be ended.

The process starts with the first file that needs it and stays. It gets bytes and gives a Reading or a
sentence; it may open no connection and start no program. Where it ends itself, as a file takes too long, or
dies, the next file gets a new one.
"""

from __future__ import annotations

import atexit
import io
import json
import pickle
import struct
import subprocess
import sys
import time
from typing import IO

from provenance.reading.decoding import NotText
from provenance.reading.protocol import Reader, Reading
from provenance.settings import READ_MEMORY

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    " from provenance.reading.guarded import serve; serve()"
)
SIZE = struct.Struct("<Q")
_ROOMS = ("provenance.reading.", "provenance.spans")


class _Guard:
    """One process, started on first use."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, name: str, data: bytes, seconds: float) -> Reading | str:
        """The Reading, or why there is none."""
        process = self._start()
        begun = time.monotonic()
        try:
            answer = self._ask(process, (name, data, seconds))
        except (OSError, EOFError):
            took = time.monotonic() - begun
            self.close()
            if took >= seconds:
                return f"reading it takes more than {seconds:g} seconds and was given up; look at the file"
            return f"its reader '{name}' broke down on it ({_how(process.returncode)}); look at the file"
        except BaseException:
            self.close()  # half an answer may wait there
            raise
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, json.dumps(sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    @staticmethod
    def _ask(process: subprocess.Popen[bytes], question: tuple[str, bytes, float]) -> Reading | str:
        assert process.stdin is not None
        assert process.stdout is not None
        words = pickle.dumps(question)
        process.stdin.write(SIZE.pack(len(words)) + words)
        process.stdin.flush()
        (size,) = SIZE.unpack(_exactly(process.stdout, SIZE.size))
        if size > READ_MEMORY:
            raise EOFError(size)
        answer: Reading | str = _Answer(io.BytesIO(_exactly(process.stdout, size))).load()
        return answer

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


class _Answer(pickle.Unpickler):
    """An answer may hold what a Reading is made of and nothing else: the process may have been taken over."""

    def find_class(self, module: str, name: str) -> object:
        if module.startswith(_ROOMS) and name in _PARTS:
            return super().find_class(module, name)
        raise EOFError(f"{module}.{name}")


_PARTS = frozenset({"Reading", "Segment", "Span", "Described", "Dated", "Link", "Removed", "Statement"})


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _how(code: int | None) -> str:
    return f"signal {-code}" if code is not None and code < 0 else f"exit {code}"


_guard = _Guard()
atexit.register(_guard.close)


def read_guarded(reader: Reader, data: bytes, seconds: float) -> Reading:
    """What a reader makes of some bytes, in another process. Raises NotText, also where that ended."""
    answer = _guard.read(reader.name, data, seconds)
    if isinstance(answer, str):
        raise NotText(answer)
    return answer
