from provenance.kernels.numpy_loops import I64, U32

STAMP: str

def shared_runs(a: U32, b: U32, size: int, most: int) -> tuple[I64, I64, I64]: ...
