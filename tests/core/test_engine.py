"""How the kernels come to be at hand, and what serves while they are not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

TRAIN_A_LINE = """
import sys
from playground.core.compiled import CompiledExpr
from playground.core.expr import Expr
from playground.core.optimizers import SGD
x, w = Expr(0.0, "x"), Expr(0.0, "w")
net = CompiledExpr.from_expr((x * w - 1.0) ** 2, [x])
net.train([[1.0], [1.0]], 50, 1, SGD(0.1))
assert abs(net.parameters[0] - 1) < 1e-3, net.parameters
"""


def run(code: str, **environment: str) -> str:
    """Run code in a fresh process and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | environment,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_the_face_of_the_engine_loads_no_numba() -> None:
    out = run("import playground.core.compiled, sys; print('numba' in sys.modules)")
    assert out.strip() == "False"


def test_without_numba_the_interpreter_serves_and_says_so_once() -> None:
    out = run(
        "import sys; sys.modules['numba'] = None\n"
        "from playground.core import engine\n"
        "assert not engine.is_ready() and not engine.notice()\n"
        + TRAIN_A_LINE
        + "assert engine.kernels() is None and engine.is_ready()\n"
        "engine.warm_up()\n"
        "print(engine.notice())"
    )
    assert out.count("without the compiled engine") == 1


def test_while_postponed_the_interpreter_serves_and_warming_up_ends_that() -> None:
    pytest.importorskip("numba")
    run(
        "from playground.core import engine\n"
        "engine.postpone()\n" + TRAIN_A_LINE + "assert 'numba' not in sys.modules\n"
        "assert engine.kernels() is None and not engine.is_ready()\n"
        "engine.warm_up()\n"
        "assert engine.kernels() is not None and engine.is_ready()\n"
        "assert not engine.notice(), engine.notice()\n" + TRAIN_A_LINE
    )


def test_kernels_go_to_the_folder_named_and_come_back_from_it(tmp_path: Path) -> None:
    pytest.importorskip("numba")
    command = [sys.executable, "-m", "playground.core.warm", str(tmp_path)]
    first = subprocess.check_output(command, cwd=ROOT, text=True)
    assert first == "compiling\n"
    stored = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.nbc")}
    assert stored
    out = run(
        "from playground.core import engine\n"
        f"engine.prepare_cache({str(tmp_path)!r})\n"
        + TRAIN_A_LINE
        + "(hits,) = engine.kernels().work.stats.cache_hits.values()\n"
        "print(hits, sum(engine.kernels().work.stats.cache_misses.values()))"
    )
    assert out.split() == ["1", "0"]
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.nbc")} == stored
    again = subprocess.check_output(command, cwd=ROOT, text=True)
    assert again == ""


def test_no_folder_for_a_cache_is_said_once_and_the_kernels_serve() -> None:
    pytest.importorskip("numba")
    out = run(
        "from numba.core import caching\n"
        "caching.CompileResultCacheImpl._locator_classes = []\n"
        "from playground.core import engine\n"
        "assert engine.kernels() is not None\n"
        "print(engine.notice())"
    )
    assert out.count("compiled anew at each start") == 1


def test_what_another_process_compiled_serves_where_no_folder_can_be_written_to(
    tmp_path: Path,
) -> None:
    pytest.importorskip("numba")
    # As if neither the program's folder nor the user's could be written to.
    closed = {
        "NUMBA_CACHE_LOCATOR_CLASSES": "UserProvidedCacheLocator",
        "NUMBA_CACHE_DIR": "",
    }
    command = [sys.executable, "-m", "playground.core.warm", "--spare", str(tmp_path)]
    subprocess.run(command, check=True, cwd=ROOT, env=os.environ | closed)
    out = run(
        "import shutil\n"
        "from playground.core import engine\n"
        f"engine.prepare_spare({str(tmp_path)!r})\n"
        "engine.warm_up()\n"
        f"shutil.rmtree({str(tmp_path)!r})\n"
        + TRAIN_A_LINE
        + "(hits,) = engine.kernels().work.stats.cache_hits.values()\n"
        "print(hits, sum(engine.kernels().work.stats.cache_misses.values()))\n"
        "print(engine.notice())",
        **closed,
    )
    counts, notice = out.splitlines()
    assert counts.split() == ["1", "0"]
    assert notice.count("compiled anew at each start") == 1
    assert not tmp_path.exists()
