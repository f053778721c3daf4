"""The process that reads one document, and may be killed for it: `python -m knowledge.reading.child`.

On its standard input a line of JSON (`Job`), then the document; on its standard output an `Outcome`. It has limits on
memory and time of its own, no network to use and none of the server's secrets in its environment.
"""

from __future__ import annotations

import resource
import sys

import msgspec

from knowledge.reading.document import read
from knowledge.reading.model import LIMITS, Job, Limits, Outcome, Refused


def confine(limits: Limits) -> None:
    """Memory, processor time, no file of any size written, no core."""
    seconds = int(limits.seconds) + 1
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def answer(data: bytes, limits: Limits = LIMITS) -> Outcome:
    head, _, document = data.partition(b"\n")
    job = msgspec.json.decode(head, type=Job)
    try:
        return Outcome(reading=read(document, job, limits))
    except Refused as refused:
        return Outcome(refusal=str(refused), too_large=refused.too_large)
    except (MemoryError, RecursionError):
        return Outcome(refusal="The document is too complex to be read. Split it, or save it anew.", too_large=True)


def main() -> None:
    confine(LIMITS)
    sys.stdout.buffer.write(msgspec.json.encode(answer(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
