"""What is made at installation: the compiled loops, and what is ready of the data. All else about the
package stands in pyproject.toml.

Each compiled module carries a stamp of the sources, so that a build that is older than its source is
noticed and not used. Where nothing can compile them the installation succeeds all the same, and numpy does
their work.
"""

import os
import runpy
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_py import build_py

KERNELS = Path("provenance/kernels")
MODULES = (
    "words", "edges", "lines", "marks", "shingles", "runs", "chains", "gaps", "passages", "pairs", "regions",
    "blocks",
)  # fmt: skip

stamping = runpy.run_path(str(KERNELS / "stamp.py"))
sources, stamp = stamping["sources"], stamping["stamp"]


class BuildModules(build_py):
    """Builds the modules, and makes what is ready of the data beside them."""

    def run(self) -> None:
        super().run()
        sys.path.insert(0, str(Path.cwd()))
        try:
            from provenance.readied import make_ready
        finally:
            del sys.path[0]
        make_ready(Path("provenance" if self.editable_mode else f"{self.build_lib}/provenance"))


setup(
    cmdclass={"build_py": BuildModules},
    ext_modules=[
        Extension(
            f"provenance.kernels.compiled_{name}",
            [(KERNELS / f"compiled_{name}.pyx").as_posix()],
            define_macros=[("PROVENANCE_STAMP", stamp(KERNELS))],
            depends=[path.as_posix() for path in sources(KERNELS)],
            extra_compile_args=[] if os.name == "nt" else ["-O3"],
            optional=True,
        )
        for name in MODULES
    ],
    # Everything anew, or a module whose own source is as it was would keep the stamp of yesterday.
    options={"build_ext": {"force": True, "cython_c_in_temp": True, "parallel": os.cpu_count() or 1}},
)
