from provenance.kernels.numpy_loops import I64, U8, U32

STAMP: str

def count_pairs(
    owners: I64,
    contexts: U32,
    places: U32,
    repeated: U8,
    bounds: I64,
    frequent: int,
    needed: int,
    near: int,
    least: int,
    low: int,
    high: int,
    sides: U8 | None = None,
) -> tuple[I64, I64, I64, U8]: ...
