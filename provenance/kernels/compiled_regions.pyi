from provenance.kernels.python_regions import I32, I64, U8
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
