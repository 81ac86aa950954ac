from provenance.kernels.numpy_loops import I64

STAMP: str

def chains(a: I64, b: I64, lengths: I64, gap: int, seed: int) -> tuple[I64, I64, I64, I64]: ...
