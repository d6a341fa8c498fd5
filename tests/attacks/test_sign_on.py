"""Single sign-on under attack: a callback whose state, nonce or token is forged signs nobody in.

The routes are Streamlit's and the checks authlib's; the provider is one of our own in this process.
What is held here is that the two together, in the versions allowed, refuse what they should.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.testclient import TestClient
from streamlit.auth_util import encode_provider_token
from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.starlette.starlette_auth_routes import create_auth_routes
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

if TYPE_CHECKING:
    from collections.abc import Callable

HERE, ISSUER, CLIENT = "http://localhost:8501", "https://sso.example.org", "map"
KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"kid": "one"}) for _ in range(2))


@dataclass
class Provider:
    """An identity provider; ``forge`` changes the claims of the next identity, ``key`` signs it."""

    nonce: str = ""
    key: RSAKey = field(default_factory=lambda: KEY)
    forge: dict[str, Any] = field(default_factory=dict)

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        """What its three addresses say."""
        if request.url.path == "/metadata":
            found = {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys"}
            ends = {f"{name}_endpoint": f"{ISSUER}/{name}" for name in ("authorization", "token")}
            return httpx2.Response(200, json=found | ends)
        if request.url.path == "/keys":
            return httpx2.Response(200, json={"keys": [KEY.as_dict(private=False)]})
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": CLIENT, "sub": "1", "email": "jia@example.org"}
        claims |= {"iat": now, "exp": now + 600, "nonce": self.nonce} | self.forge
        claims = {name: value for name, value in claims.items() if value is not None}
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        given = {"access_token": "a", "token_type": "Bearer", "id_token": token}
        return httpx2.Response(200, json=given)


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Provider:
    """The provider that this site's secrets name."""
    one = Provider()
    told = {
        "redirect_uri": f"{HERE}/oauth2callback",
        "cookie_secret": "a secret of thirty-two characters",
        "client_id": CLIENT,
        "client_secret": "s",
        "server_metadata_url": f"{ISSUER}/metadata",
        "client_kwargs": {"transport": httpx2.MockTransport(one.answer)},
    }
    monkeypatch.setattr(secrets_singleton, "load_if_toml_exists", lambda: True)
    monkeypatch.setattr(secrets_singleton, "_secrets", {"auth": told})
    return one


@pytest.fixture
def browser(provider: Provider) -> Callable[[], TestClient]:
    """Makes a browser of its own before the site."""
    session = Middleware(SessionMiddleware, secret_key="k", same_site="lax")  # noqa: S106 - for tests
    app = Starlette(routes=create_auth_routes(""), middleware=[session])
    return lambda: TestClient(app, base_url=HERE, follow_redirects=False)


def sent_to(browser: TestClient) -> dict[str, str]:
    """What a browser is sent to the provider with: state and nonce."""
    answer = browser.get("/auth/login", params={"provider": encode_provider_token("default")})
    assert answer.headers["location"].startswith(f"{ISSUER}/authorization")
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def signed_in(browser: TestClient, state: str) -> bool:
    """Whether the browser has an identity after coming back with a state."""
    answer = browser.get("/oauth2callback", params={"state": state, "code": "c"})
    assert answer.status_code == 302
    assert urlsplit(answer.headers["location"]).netloc in {"", urlsplit(HERE).netloc}
    return USER_COOKIE_NAME in browser.cookies


def test_an_honest_sign_on_works_once(
    provider: Provider, browser: Callable[[], TestClient]
) -> None:
    one = browser()
    asked = sent_to(one)
    provider.nonce = asked["nonce"]
    assert signed_in(one, asked["state"])
    one.cookies.delete(USER_COOKIE_NAME)
    assert not signed_in(one, asked["state"])  # the same address again


def test_a_state_that_is_not_this_browser_s_signs_nobody_in(
    provider: Provider, browser: Callable[[], TestClient]
) -> None:
    victim, stranger = browser(), browser()
    own, foreign = sent_to(victim), sent_to(stranger)
    provider.nonce = foreign["nonce"]
    # A stranger's callback that the victim is lured to, states made up, cut, with another ending.
    for state in (foreign["state"], "", "x", own["state"][:-1], own["state"] + "x"):
        assert not signed_in(victim, state)
    assert not signed_in(browser(), own["state"])


@pytest.mark.parametrize(
    "forged",
    [
        {"nonce": "x"},
        {"nonce": ""},
        {"nonce": None},
        {"aud": "another site"},
        {"iss": "https://evil.example.org"},
        {"exp": int(time.time()) - 3600},
        {"sub": None},
    ],
)
def test_a_forged_identity_signs_nobody_in(
    forged: dict[str, Any], provider: Provider, browser: Callable[[], TestClient]
) -> None:
    one = browser()
    asked = sent_to(one)
    provider.nonce, provider.forge = asked["nonce"], forged
    assert not signed_in(one, asked["state"])


def test_a_key_that_is_not_the_provider_s_signs_nobody_in(
    provider: Provider, browser: Callable[[], TestClient]
) -> None:
    one = browser()
    asked = sent_to(one)
    provider.nonce, provider.key = asked["nonce"], OTHER_KEY
    assert not signed_in(one, asked["state"])


def test_an_identity_that_was_written_by_hand_is_taken_away(
    browser: Callable[[], TestClient],
) -> None:
    forged = f'{USER_COOKIE_NAME}={{"is_logged_in":true}}'
    answer = browser().get("/oauth2callback", params={"state": "x"}, headers={"cookie": forged})
    assert f'{USER_COOKIE_NAME}=""' in answer.headers["set-cookie"]
