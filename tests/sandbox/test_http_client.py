"""Requests of the emulator: to this machine only."""

import pytest

from sandbox.http_client import ELSEWHERE, HttpClient, UnreachableError


@pytest.mark.parametrize(
    "url",
    [
        *(
            "https://elsewhere.example/hook",
            "http://127.0.0.1.nip.io/",
            "http://localhost.example/",
        ),
        *("http://127.0.0.1@elsewhere.example/", "http://elsewhere.example#@127.0.0.1/"),
        *("http://elsewhere.example\\@127.0.0.1/", "http://elsewhere.example?@127.0.0.1/"),
        *("http://169.254.169.254/latest", "http://10.0.0.1/", "http://0.0.0.0/", "http:///x"),
        *("http://[::ffff:10.0.0.1]/", "http://2130706434/", "http://127.0.0.1.:80/", "//x/", ""),
    ],
)
async def test_nothing_is_sent_to_another_machine(url):
    client = HttpClient()

    with pytest.raises(UnreachableError):
        await client.post(url, b"{}", {})

    assert client._session is None


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
async def test_this_machine_may_be_called(host):
    """Control: port 9 gives no answer, but it was tried."""
    client = HttpClient()

    with pytest.raises(UnreachableError) as refused:
        await client.post(f"http://{host}:9/telegram", b"{}", {})

    assert client._session is not None
    assert str(refused.value) != ELSEWHERE
    await client.close()
