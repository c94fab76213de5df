"""Several processes that answer on one listening socket, and the one that keeps them running."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from threading import Thread
from time import monotonic
from typing import Any

from pq_answers.errors import StoreError
from pq_answers.web.watch.tally import Board, Tally

MakeApp = Callable[[Board, Tally], Any]
"""Makes the application of one worker, with connections of its own."""

GRACE = 30
"""How many seconds a running request gets to finish when the application stops: an approval takes some."""

_MARGIN, _TICK = 5, 0.25
_TURN = 0.002
_SOON, _MOST_FAILURES = 10, 5
_LOG = logging.getLogger("pq_answers.werkers")
_BUSY_WORDS = b"De toepassing herstart. Probeer het zo meteen opnieuw.\n"
_BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n"
    b"Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n"
    b"Content-Length: %d\r\n\r\n%s"
) % (len(_BUSY_WORDS), _BUSY_WORDS)


class Workers:
    """The worker processes of one application; one that dies is replaced."""

    def __init__(self, make_app: MakeApp, listener: socket.socket, number: int, *, own_log: bool) -> None:
        self._make_app, self._listener, self._own_log = make_app, listener, own_log
        self._board = Board(number)
        self._failures = 0
        self._begun = [0.0] * number
        # Forked, not begun anew: the settings need no form in which they could travel, and share the counts.
        self._context = multiprocessing.get_context("fork")
        self._processes: list[BaseProcess] = []
        self._stopping = False

    def run(self) -> None:
        """Serve until a signal says to stop, then let running requests finish.

        Raises `StoreError` where the workers do not stay alive.
        """
        former = {one: signal.signal(one, self._stop) for one in (signal.SIGTERM, signal.SIGINT)}
        try:
            self._processes = [self._start(place) for place in range(len(self._begun))]
            while not self._stopping:
                wait([process.sentinel for process in self._processes], timeout=_TICK)
                self._replace_dead()
        finally:
            self._end()
            for one, handler in former.items():
                signal.signal(one, handler)

    def _stop(self, _number: int, _frame: object) -> None:
        self._stopping = True

    def _start(self, place: int) -> BaseProcess:
        self._begun[place] = monotonic()
        process = self._context.Process(target=self._work, args=(place,), name=f"werker-{place}")
        process.start()
        return process

    def _replace_dead(self) -> None:
        for place, process in enumerate(self._processes):
            if process.is_alive() or self._stopping:
                continue
            _LOG.error("werker %d stopte met code %s en wordt vervangen", place, process.exitcode)
            short = monotonic() - self._begun[place] < _SOON
            self._failures = self._failures + 1 if short else 0
            if self._failures > _MOST_FAILURES:
                fix = "Start met --log - en lees waarom, of voer pq-answers doctor uit."
                raise StoreError("De werkers van de webtoepassing blijven niet in leven.", fix=fix)
            self._processes[place] = self._start(place)

    def _end(self) -> None:
        """Tell all workers to stop, answer who comes meanwhile, and end those that never finish."""
        deadline = monotonic() + GRACE + _MARGIN
        while alive := [process for process in self._processes if process.is_alive()]:
            for process in alive:
                # Again at every turn: one that has only just begun may not listen yet.
                process.terminate() if monotonic() < deadline else process.kill()
            self._turn_away()
            wait([process.sentinel for process in alive], timeout=_TICK)

    def _turn_away(self) -> None:
        """Answer who asked after the workers stopped listening, instead of letting the connection break."""
        self._listener.setblocking(False)
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                Thread(target=_say_busy, args=(connection,), daemon=True).start()

    def _work(self, place: int) -> None:
        # The server handles these itself; before and after that they would end it halfway.
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, signal.SIG_IGN)
        import uvicorn

        # Who works out a draft keeps the others waiting at every turn; short turns let them read on.
        sys.setswitchinterval(_TURN)
        app = self._make_app(self._board, self._board.tally(place))
        server = uvicorn.Server(_config(app, own_log=self._own_log))
        Thread(target=_stop_with_parent, args=(server,), daemon=True).start()
        server.run(sockets=[self._listener])


def _config(app: Any, *, own_log: bool) -> Any:
    import uvicorn

    # No access log of uvicorn: addresses and search words of people are nobody's business.
    return uvicorn.Config(
        app,
        log_level="debug" if os.environ.get("PQ_DEBUG") else "warning",
        log_config=None if own_log else uvicorn.config.LOGGING_CONFIG,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
    )


def _stop_with_parent(server: Any) -> None:
    """Stop a worker whose parent was killed: it would hold on to the socket unseen."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    server.should_exit = True


def _say_busy(connection: socket.socket) -> None:
    with connection, suppress(OSError):
        connection.settimeout(1)
        while b"\r\n\r\n" not in connection.recv(1 << 16):
            pass
        connection.sendall(_BUSY)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(1 << 16):
            pass
