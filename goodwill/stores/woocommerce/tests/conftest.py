"""A small WooCommerce with a certificate that is trusted for the time of a test."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import certifi
import pytest

from goodwill.core import http
from goodwill.stores.woocommerce import client
from goodwill.stores.woocommerce.tests import schema
from goodwill.stores.woocommerce.tests.shop import Shop


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of 127.0.0.1 in one file: WooCommerce takes a key over HTTPS alone."""
    path = tmp_path_factory.mktemp("woocommerce") / "shop.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", path, "-out", "-"]
    done = subprocess.run([*made, *subject], capture_output=True, check=True)
    path.write_bytes(path.read_bytes() + done.stdout)
    return path


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(certifi, "where", lambda: str(certificate))
    _forget_connections()
    yield certificate
    _forget_connections()


def _forget_connections() -> None:
    if http._client.cache_info().currsize:
        http._client(os.getpid()).close()
    http._client.cache_clear()


@pytest.fixture(params=[schema.NEW])
def shop(request: pytest.FixtureRequest, trusted: Path, settings) -> Iterator[Shop]:
    """Whatever the test does, each of its requests must have kept to the published description."""
    # Another shop may have had this port before.
    client._arguments.clear()
    with Shop(trusted, request.param) as running:
        settings.PRIVATE_HOSTS = [f"127.0.0.1:{running.port}"]
        yield running
        assert running.wrong == []
