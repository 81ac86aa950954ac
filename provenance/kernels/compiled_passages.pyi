from collections.abc import Callable, Sequence

from provenance.kernels.numpy_loops import I32, I64, U8, U32
from provenance.kernels.rules import Rules

STAMP: str

def compare_pairs(
    texts: Sequence[str],
    words: U32,
    starts: I32,
    ends: I32,
    edges: U8,
    offsets: I64,
    first: I64,
    second: I64,
    rules: Rules,
    same_word: Callable[[str, str], bool] | None,
    beginnings: Callable[[str], tuple[int, int]] | None = None,
) -> I64: ...
