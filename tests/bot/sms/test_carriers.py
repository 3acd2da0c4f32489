"""Carriers behind one interface: Twilio against a fake of its HTTP API, and a plain HTTP gateway."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from twilio.http.http_client import TwilioHttpClient
from werkzeug import Request, Response

from bot.settings import Settings, load_settings
from bot.sms.carrier import Blocked, Refused, Trouble, is_signed, make_carrier, next_try, read_tokens, sign
from bot.sms.http_carrier import HttpCarrier
from bot.sms.simulated import SimulatedCarrier
from bot.sms.twilio_carrier import TwilioCarrier

NOW = datetime(2026, 11, 20, 17, tzinfo=timezone.utc)


class Redirected(TwilioHttpClient):
    """Twilio's own client, talking to a server of ours."""

    def __init__(self, to: str):
        super().__init__(timeout=2, max_retries=0)
        self._to = to

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        return super().request(method, url.replace("https://api.twilio.com", self._to), *args, **kwargs)


def twilio(httpserver: HTTPServer) -> TwilioCarrier:
    to = httpserver.url_for("").rstrip("/")
    return TwilioCarrier("AC-fake", "token-fake", "+16175550100", "https://own.example/status", Redirected(to))


async def test_twilio_takes_a_text_with_our_reference_in_the_report_address(httpserver: HTTPServer) -> None:
    seen: list[dict[str, str]] = []

    def take(request: Request) -> Response:
        seen.append(dict(request.form))
        return Response(json.dumps({"sid": "SM1"}), status=201)

    httpserver.expect_request("/2010-04-01/Accounts/AC-fake/Messages.json", method="POST").respond_with_handler(take)
    sent = await twilio(httpserver).send("+16175550142", "hi", "ref1")
    assert sent.carrier_ref == "SM1"
    assert seen[0]["StatusCallback"] == "https://own.example/status?ref=ref1"
    assert seen[0]["From"] == "+16175550100"


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [(400, 21610, Blocked), (400, 21211, Refused), (429, 20429, Trouble), (503, 0, Trouble), (401, 20003, Trouble)],
)
async def test_twilio_errors_are_told_apart(
    httpserver: HTTPServer, status: int, code: int, expected: type[Exception]
) -> None:
    httpserver.expect_request("/2010-04-01/Accounts/AC-fake/Messages.json").respond_with_json(
        {"code": code, "message": "The number +16175550142 is bad"}, status=status
    )
    with pytest.raises(expected) as raised:
        await twilio(httpserver).send("+16175550142", "hi", "ref1")
    assert type(raised.value) is expected
    assert "555" not in str(raised.value)


async def test_a_dead_network_is_trouble() -> None:
    carrier = TwilioCarrier("AC-fake", "token-fake", "MG-fake", "https://own.example", Redirected("http://127.0.0.1:9"))
    with pytest.raises(Trouble):
        await carrier.send("+16175550142", "hi", "ref1")


async def test_twilio_is_asked_whether_it_took_a_text_before_a_crash(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/2010-04-01/Accounts/AC-fake/Messages.json", method="GET").respond_with_json(
        {"messages": [{"sid": "SM9", "body": "hi"}, {"sid": "SM8", "body": "other"}]}
    )
    carrier = twilio(httpserver)
    found = await carrier.find_sent("+16175550142", "hi", "ref1", NOW)
    assert found is not None
    assert found.carrier_ref == "SM9"
    assert await carrier.find_sent("+16175550142", "never sent", "ref1", NOW) is None


async def test_a_gateway_gets_a_signed_post(httpserver: HTTPServer) -> None:
    seen: list[tuple[dict[str, str], bool]] = []

    def take(request: Request) -> Response:
        moment, signature = request.headers["X-OwnVoice-Time"], request.headers["X-OwnVoice-Signature"]
        seen.append((json.loads(request.data), is_signed(("fake",), moment, request.data, signature, NOW)))
        return Response('{"id": "g1"}')

    httpserver.expect_request("/send").respond_with_handler(take)
    carrier = HttpCarrier(httpserver.url_for("/send"), "fake", "+16175550100", clock=NOW.timestamp)
    assert (await carrier.send("+16175550142", "¿qué?", "ref1")).carrier_ref == "g1"
    assert seen == [({"to": "+16175550142", "from": "+16175550100", "body": "¿qué?", "reference": "ref1"}, True)]


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [(400, {"code": 21610}, Blocked), (422, {}, Refused), (500, {}, Trouble), (429, {}, Trouble)],
)
async def test_gateway_errors_are_told_apart(
    httpserver: HTTPServer, status: int, body: dict[str, int], expected: type[Exception]
) -> None:
    httpserver.expect_request("/send").respond_with_json(body, status=status)
    with pytest.raises(expected) as raised:
        await HttpCarrier(httpserver.url_for("/send"), "fake", "+1").send("+16175550142", "hi", "ref1")
    assert type(raised.value) is expected


async def test_the_simulated_phone_misbehaves_on_purpose() -> None:
    carrier = SimulatedCarrier()
    with pytest.raises(Blocked):
        await carrier.send("+16175550190", "hi", "a")
    with pytest.raises(Refused):
        await carrier.send("+16175550191", "hi", "a")
    with pytest.raises(Trouble):
        await carrier.send("+16175550192", "hi", "a")
    assert (await carrier.send("+16175550192", "hi", "a")).carrier_ref == "SMa"


def test_a_text_is_tried_for_a_while_and_then_given_up() -> None:
    waits = [next_try(tries) for tries in range(1, 8)]
    assert waits[0] is not None
    assert waits[-1] is None
    assert [wait for wait in waits if wait] == sorted(wait for wait in waits if wait)


def test_an_old_or_unsigned_request_of_a_gateway_is_refused() -> None:
    moment = str(int(NOW.timestamp()))
    signature = sign("fake", moment, b"{}")
    assert is_signed(("new", "fake"), moment, b"{}", signature, NOW)
    assert not is_signed((), moment, b"{}", signature, NOW)
    assert not is_signed(("fake",), moment, b"{ }", signature, NOW)
    assert not is_signed(("fake",), str(int(moment) - 301), b"{}", sign("fake", str(int(moment) - 301), b"{}"), NOW)
    assert not is_signed(("fake",), "soon", b"{}", signature, NOW)
    assert not is_signed(("fake",), moment, b"{}", "é", NOW)


def settings_with(**changes: Any) -> Settings:
    return replace(load_settings(), **changes)


def test_settings_name_the_carrier() -> None:
    assert isinstance(make_carrier(settings_with()), SimulatedCarrier)
    assert isinstance(make_carrier(settings_with(sms_account_sid="AC-fake", sms_auth_tokens=("t",))), TwilioCarrier)
    assert isinstance(
        make_carrier(settings_with(sms_http_url="http://x.invalid", sms_http_secrets=("s",))), HttpCarrier
    )


def test_only_an_installation_without_a_carrier_lets_the_simulated_phone_in() -> None:
    assert len(read_tokens(settings_with())) == 1
    assert read_tokens(settings_with(sms_account_sid="AC-fake")) == ()
    assert read_tokens(settings_with(sms_http_url="http://x.invalid", sms_http_secrets=("s",))) == ()
