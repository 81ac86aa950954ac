from provenance.kernels.python_blocks import I64, U8, U32, U64

STAMP: str

def best_blocks(
    words: U32,
    speaks: U8,
    offsets: I64,
    first: I64,
    second: I64,
    passages: I64,
    gains: I64,
    step: int,
    cell: int,
    least: int,
    share: float,
) -> I64: ...
def pairs_of_words(
    words: U32, letters: U8, offsets: I64, window: int, stride: int, most: int
) -> tuple[U64, I64]: ...
