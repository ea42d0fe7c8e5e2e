"""A wire over each transport that is neither HTTP nor a directory of this machine."""

from __future__ import annotations

import pytest


@pytest.fixture(params=["ftp", "ftpes", "ftps", "sftp", "imap", "imaps"])
def remote(request: pytest.FixtureRequest) -> object:
    """A server that delivers, vouched for; ended with the test."""
    if request.param == "sftp":
        return request.getfixturevalue("sftp_host")()
    if request.param in {"ftpes", "ftps", "imaps"}:
        request.getfixturevalue("trusted")
    if request.param in {"imap", "imaps"}:
        return request.getfixturevalue("imap_host")(request.param)
    return request.getfixturevalue("ftp_host")(request.param)
