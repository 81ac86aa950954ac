from provenance.kernels.numpy_loops import I64, U8, U32

STAMP: str

def gap_cells(words_a: U32, words_b: U32, a: I64, b: I64, lengths: I64, begins: I64) -> tuple[I64, I64]: ...
def fill_gaps(
    words_a: U32, words_b: U32, a: I64, b: I64, lengths: I64, begins: I64, variants: U8
) -> tuple[I64, I64, I64]: ...
