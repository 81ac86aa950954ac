"""The spool gives back every text, in any process, and leaves nothing behind."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.store.spool import Part, Spool

any_text = st.text(st.characters(exclude_categories=["Cs"])) | st.text("a\r\n\x00é東😀\ufeff")
texts = st.lists(any_text, max_size=8)


@given(batches=st.lists(texts, max_size=3), data=st.data())
def test_texts_come_back_in_the_order_asked_for(batches: list[list[str]], data: st.DataObject) -> None:
    every = [text for batch in batches for text in batch]
    with Spool() as spool:
        for batch in batches:
            spool.add(batch)
        assert len(spool) == len(every)
        numbers = data.draw(st.lists(st.sampled_from(range(len(every))))) if every else []
        assert spool.part(numbers).texts() == [every[number] for number in numbers]
        assert spool.part(range(len(every))).texts() == every


def test_a_part_stays_right_while_texts_are_added() -> None:
    with Spool() as spool:
        spool.add(["one", ""])
        part = spool.part([1, 0])
        spool.add(["two"])
        assert part.texts() == ["", "one"]
        assert spool.part([2]).texts() == ["two"]


def test_another_process_can_read_a_part(tmp_path: Path) -> None:
    with Spool() as spool:
        spool.add(["zero", "", "😀 東"])
        (tmp_path / "part").write_bytes(pickle.dumps(spool.part([2, 1, 2])))
        code = "import pickle, sys; print(ascii(pickle.load(open(sys.argv[1], 'rb')).texts()))"
        ended = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code, str(tmp_path / "part")],
            cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=True,
        )  # fmt: skip
    assert ended.stdout.strip() == ascii(["😀 東", "", "😀 東"])


def test_the_file_is_gone_after_the_with() -> None:
    with Spool() as spool:
        spool.add(["one"])
        part = spool.part([0])
        assert Path(part.path).is_file()
    _is_gone(part)


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, SystemExit])
def test_the_file_is_gone_after_an_exception(error: type[BaseException]) -> None:
    def interrupted() -> None:
        with Spool() as spool:
            spool.add(["one"])
            found.append(spool.part([0]))
            raise error

    found: list[Part] = []
    with pytest.raises(error):
        interrupted()
    _is_gone(found[0])


def test_the_file_is_gone_where_the_disk_is_full() -> None:
    """What could not be written can't be written when the file is closed either."""

    class Full:
        def write(self, data: bytes) -> None:
            raise OSError(28, "No space left on device")

        close = flush = lambda self: self.write(b"")

    def fill() -> None:
        with Spool() as spool:
            found.append(spool.part([]))
            spool._file.close()
            spool._file = Full()  # type: ignore[assignment]
            spool.add(["one"])

    found: list[Part] = []
    with pytest.raises(OSError, match="No space left"):
        fill()
    _is_gone(found[0])


def test_half_a_character_is_refused() -> None:
    with Spool() as spool, pytest.raises(UnicodeEncodeError):
        spool.add(["\ud800"])


def _is_gone(part: Part) -> None:
    assert not Path(part.path).exists()
    with pytest.raises(FileNotFoundError):
        part.texts()
