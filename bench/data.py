"""The folder that is measured: made once for a state of the code that fills it, then reused."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache" / "bench"
_MAKES = ("bench/community.py", "src/tertulia/core/*/migrations/*.py")
_MAKES += ("src/tertulia/engage/*/migrations/*.py", "src/tertulia/lenses/*/migrations/*.py")
_MAKES += ("src/tertulia/lenses/finding/**/*.py", "src/tertulia/kit/text/*.py")


def folder(threads: int, posts: int, largest: int) -> Path:
    """Return a data folder with the community in it, making it where it is not there yet."""
    seed = hashlib.sha256(f"{threads} {posts} {largest}".encode())
    for pattern in _MAKES:
        for path in sorted(ROOT.glob(pattern)):
            seed.update(path.read_bytes())
    made = CACHE / seed.hexdigest()[:16]
    if not (made / "done").exists():
        made.mkdir(parents=True, exist_ok=True)
        print(f"Making {threads:,} threads with {posts:,} posts ...", flush=True)
        environment = {**os.environ, "TERTULIA_DATA_DIR": str(made), "TERTULIA_LOG_LEVEL": "ERROR"}
        environment.pop("TERTULIA_DATABASE_URL", None)
        command = [sys.executable, "-m", "bench.fill", str(threads), str(posts), str(largest)]
        subprocess.run(command, check=True, env=environment, cwd=ROOT)
        (made / "done").touch()
    return made
