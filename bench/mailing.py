"""Sends mail over SMTP at as little cost as possible: what the client uses, the measured desk on the same machine lacks."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from struct import iter_unpack, pack

# As many as Postfix opens to one destination when nothing else is configured.
CONNECTIONS = 20


def write(path: Path, envelopes: Sequence[tuple[str, str, bytes]]) -> None:
    """Put (sender, recipient, message) into a file in the form that goes over the wire."""
    with path.open("wb") as file:
        for sender, recipient, raw in envelopes:
            command = f"MAIL FROM:<{sender}>\r\nRCPT TO:<{recipient}>\r\nDATA\r\n".encode()
            content = raw.replace(b"\r\n.", b"\r\n..") + b".\r\n"
            file.write(pack("<II", len(command), len(content)) + command + content)


def read(path: Path) -> list[tuple[bytes, bytes]]:
    data, found, at = path.read_bytes(), [], 0
    while at < len(data):
        ((first, second),) = iter_unpack("<II", data[at : at + 8])
        at += 8
        found.append((data[at : at + first], data[at + first : at + first + second]))
        at += first + second
    return found


async def send(messages: Sequence[tuple[bytes, bytes]], host: str, port: int) -> None:
    """Over a few connections, each taking the next message of all, so that they go out in order."""
    waiting = iter(messages)
    await asyncio.gather(*(_converse(waiting, host, port) for _ in range(CONNECTIONS)))


async def _converse(waiting, host: str, port: int) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    await _expect(reader, b"220")
    writer.write(b"EHLO bench.example\r\n")
    await _expect(reader, b"250")
    for command, content in waiting:
        writer.write(command)
        for code in (b"250", b"250", b"354"):
            await _expect(reader, code)
        writer.write(content)
        await _expect(reader, b"250")
    writer.write(b"QUIT\r\n")
    await _expect(reader, b"221")
    writer.close()


async def _expect(reader: asyncio.StreamReader, code: bytes) -> None:
    while (line := await reader.readline())[3:4] == b"-":
        pass
    if not line.startswith(code):
        raise RuntimeError(f"The desk answered {line!r} instead of {code!r}.")


if __name__ == "__main__":
    asyncio.run(send(read(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])))
