from provenance.kernels.python_blocks import I64, U8, U32

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
) -> I64: ...
