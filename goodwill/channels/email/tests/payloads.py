"""The messages in ``payloads/``, by file name."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "payloads"
PAYLOADS = {path.name: path.read_bytes() for path in sorted(FOLDER.glob("*.eml"))}
