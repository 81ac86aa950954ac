from provenance.kernels.python_regions import I32, I64, U8, U32
from provenance.kernels.rules import Growth

STAMP: str

def grow_regions(
    words_a: I32,
    words_b: I32,
    begins_a: U8,
    begins_b: U8,
    taken_a: U8,
    taken_b: U8,
    gains: I64,
    costs: I64,
    growth: Growth,
) -> I64: ...
def grow_regions_of(
    words: U32,
    offsets: I64,
    begins: U8,
    speaks: U8,
    first: I64,
    second: I64,
    passages: I64,
    gains: I64,
    costs: I64,
    step: int,
    growth: Growth,
) -> I64: ...
