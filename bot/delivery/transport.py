"""How calls travel: HTTP by aiohttp, at half the processor time of the library's own client."""

import functools
import io
import json
import ssl
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

READ_S = 20.0
"""How long an answer is waited for; one that comes late is not worth asking twice."""

CONNECT_S = 10.0
"""How long a call may wait for a connection: a free one, or a new one."""

_UPLOAD_S = 60.0
_IDLE_S = 60.0  # a quiet bot would pay for a new TLS connection with nearly each answer


class NotSent(NetworkError):
    """The call did not reach Telegram, so it certainly had no effect."""


class Transport(BaseRequest):
    """Connections to the Bot API.

    What it raises holds neither addresses nor bodies: the token and a reader's words are in them.

    Args:
        connections: Open at the same time, at most; a call beyond waits for its turn.
        read_s: How long to wait for an answer, in seconds, unless a call says otherwise.
        connect_s: How long to wait for a connection, in seconds, unless a call says otherwise.
    """

    def __init__(
        self, connections: int, *, read_s: float = READ_S, connect_s: float = CONNECT_S
    ) -> None:
        self._connections = connections
        self._read_s = read_s
        self._connect_s = connect_s
        self._proxy = functools.cache(_proxy)
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """How long an answer is waited for, in seconds."""
        return self._read_s

    async def initialize(self) -> None:
        """Make ready; the connections belong to the event loop that runs now."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections,
                    keepalive_timeout=_IDLE_S,
                    ssl=_trusted(),
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close all connections."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Return the status of the answer, and its body.

        Raises:
            NotSent: There was no connection.
            TimedOut: There was no answer in time.
            NetworkError: The connection was cut.
        """
        if self._session is None:
            raise RuntimeError("Transport is not initialized")
        read_s = self._read_s if read_timeout is self.DEFAULT_NONE else read_timeout
        connect_s = self._connect_s if connect_timeout is self.DEFAULT_NONE else connect_timeout
        parts = urlsplit(url)
        try:
            async with self._session.request(
                method,
                url,
                data=_body(request_data),
                proxy=self._proxy(parts.scheme, parts.hostname or ""),
                timeout=_timeout(connect_s, read_s),
                allow_redirects=False,
            ) as response:
                status, body = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            failure: NetworkError = NotSent(_said(error))
        except TimeoutError:
            failure = TimedOut()
        except (aiohttp.ClientError, OSError) as error:
            failure = NetworkError(type(error).__name__)
        else:
            # A gateway's page may repeat the address, and the library puts it into what it raises.
            is_page = status >= 300 and not body.startswith(b"{")
            return status, b"{}" if is_page else body
        # Raised here, not above: the error that holds the address must not travel with it.
        raise failure

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return what the Bot API says; the library's own method logs what it cannot read.

        Raises:
            NetworkError: Somebody else has answered.
        """
        try:
            said = json.loads(payload)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict) or (said.get("ok") and "result" not in said):
            raise NetworkError("Invalid server response")
        return said


@functools.cache
def _trusted() -> ssl.SSLContext:
    """Return whom to trust; reading that takes 0.1 s."""
    return httpx.create_ssl_context()


def _body(data: RequestData | None) -> aiohttp.JsonPayload | aiohttp.FormData | None:
    """Return the parameters, and the files if there are some, which only a form can carry."""
    if data is None:
        return None
    if not data.multipart_data:
        return aiohttp.JsonPayload(data.parameters)  # takes a fifth of the time of a form
    form = aiohttp.FormData(data.json_parameters, quote_fields=False)
    for name, (file_name, content, media_type) in data.multipart_data.items():
        # Of bytes, a large file would be written at once, and aiohttp warns of that.
        body = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, body, filename=file_name, content_type=media_type)
    return form


def _timeout(connect_s: float | None, read_s: float | None) -> aiohttp.ClientTimeout:
    """Return the limits; the one for reading begins when the call is sent."""
    total_s = connect_s + _UPLOAD_S + read_s if connect_s and read_s else None
    return aiohttp.ClientTimeout(total=total_s, connect=connect_s, sock_read=read_s)


def _proxy(scheme: str, host: str) -> str | None:
    """Return the proxy that the environment names; aiohttp would ask two threads at each call."""
    return None if proxy_bypass(host) else getproxies().get(scheme)


def _said(error: aiohttp.ClientError | aiohttp.ConnectionTimeoutError) -> str:
    reason = getattr(error, "strerror", None)
    return f"{type(error).__name__}: {reason}" if reason else type(error).__name__
