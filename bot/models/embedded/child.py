"""The process that holds the model: llama.cpp's own HTTP server, alive as long as its parent.

Loading a model keeps Python's interpreter lock for seconds and a fault inside llama.cpp ends its
process, so neither happens in the process that talks to people. This file is run by its path and
imports nothing of ours. It reads one line of JSON from standard input (see `Launch` in server.py),
answers one line on standard output, {"address": …} or {"error": …}, and ends when standard input
does.
"""

import ctypes
import json
import os
import signal
import sys
from typing import Any, NoReturn

_PR_SET_PDEATHSIG = 1


def main() -> NoReturn:
    """Serve until the parent is gone."""
    answer = _own_output()
    wanted = json.loads(sys.stdin.buffer.readline())
    _die_with(wanted["parent"])
    try:
        server = _serve(wanted)
    except ImportError as error:
        _say(answer, {"error": "runtime", "detail": str(error)})
        sys.exit(1)
    except (RuntimeError, ValueError, OSError) as error:
        _say(answer, {"error": "load", "detail": str(error)})
        sys.exit(1)
    _say(answer, {"address": server.listening_address})
    while os.read(0, 4096):
        pass
    # Nothing here needs to be put away, and llama.cpp may still be in the middle of an answer.
    os._exit(0)


def _own_output() -> int:
    """A descriptor for our answer alone: what llama.cpp prints goes to standard error."""
    answer = os.dup(1)
    os.dup2(2, 1)
    return answer


def _die_with(parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # The parent may have died before the line above could notice.
    if os.getppid() != parent:
        os._exit(1)


def _serve(wanted: dict[str, Any]) -> Any:
    import xllamacpp as xlc

    params = xlc.CommonParams()
    params.model.path = wanted["file"]
    params.model_alias = {wanted["model"]}
    params.hostnames = ["127.0.0.1"]
    params.port = wanted["port"]
    params.api_keys = [wanted["key"]]
    params.ui = False
    params.endpoint_slots = False
    params.verbosity = wanted["verbosity"]
    params.n_parallel = wanted["slots"]
    params.n_ctx = wanted["slots"] * wanted["context"]
    params.n_predict = wanted["longest"]
    params.cache_ram_mib = wanted["cache_mib"]
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = wanted["threads"]
    # Reading the file instead of mapping it takes 0.6 GB less memory: its weights are repacked.
    params.load_mode = xlc.llama_load_mode.LLAMA_LOAD_MODE_NONE
    params.antiprompt = wanted["stops"]
    params.sampling.temp = wanted["temperature"]
    params.sampling.penalty_repeat = wanted["repeat_penalty"]
    params.sampling.penalty_freq = wanted["frequency_penalty"]
    params.sampling.penalty_last_n = wanted["repeat_tokens"]
    return xlc.Server(params)


def _say(answer: int, line: dict[str, str]) -> None:
    os.write(answer, json.dumps(line).encode() + b"\n")


if __name__ == "__main__":
    main()
