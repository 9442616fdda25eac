"""The service as outsiders meet it: DIDs, lists and files fetched from its own addresses."""

from urllib.parse import urlsplit

from django.test import Client

import openbadges as ob


def fetch(address: str, accept: str = "*/*", client: Client | None = None) -> bytes:
    """What ``address`` serves; resolvers' https://localhost is the test's own service."""
    parts = urlsplit(address)
    assert parts.hostname == "localhost", f"{address} is elsewhere"
    response = (client or Client()).get(
        parts._replace(scheme="", netloc="").geturl(), headers={"accept": accept}
    )
    if response.status_code == 404:
        raise ob.NotFound(address)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    assert response["Access-Control-Allow-Origin"] == "*"
    return response.content


def fetch_json(address: str) -> bytes:
    """As a tool for Data Integrity fetches: JSON."""
    return fetch(address, "application/vc+ld+json, application/json;q=0.9")


def fetch_token(address: str) -> bytes:
    """As a tool for tokens fetches: a token where there is one, else JSON."""
    return fetch(address, "application/vc+jwt, application/json;q=0.5")
