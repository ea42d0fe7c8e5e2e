"""Credentials: from where the config says they are to values, and what is wrong with them in words
that do not say them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Set

from pydantic import ValidationError

from feeds.config.desk import UserTable
from feeds.config.passwords import is_hash
from feeds.config.tables import AuthTable
from feeds.config.values import REMOTE
from feeds.errors import Fault
from feeds.model import Auth

_ONE_WAY = "one of username and password, token, or header and value"
_LOGIN = "username and password"
_KNOWN_HOSTS = "the path of a file with the host's key, in the form of OpenSSH's known_hosts"
_BY_LOGIN = frozenset({*REMOTE, "smtp", "smtps"})
_NEEDED = {
    "sftp": "username, known_hosts, and a password or key_file",
    "imap": _LOGIN,
    "imaps": _LOGIN,
}


class Secrets:
    """Gets secrets from where the config says they are, and keeps what was wrong."""

    def __init__(
        self,
        environment: Mapping[str, str],
        read_secret: Callable[[str], str],
        folder: str,
    ) -> None:
        self.faults: list[Fault] = []
        self.lacking: list[Fault] = []
        """Where nothing was to be had from where the config says that it is: whoever only looks needs none."""
        self._environment = environment
        self._read_secret = read_secret
        self._folder = folder

    def auth(self, row: Mapping[str, object], *, where: str, told: Set[str]) -> Auth | None:
        """The credentials of a source's table, or a cache's; None where it has none, or is switched off and needs
        none. `where` names them in faults; the secrets `told` stood in the file, which is a fault by
        itself.
        """
        if row.get("enabled", True) is False:
            return None
        url = row.get("url")
        scheme = url.partition(":")[0].lower() if isinstance(url, str) else ""
        if row.get("auth") is None:
            if scheme in _NEEDED:
                self.faults.append(Fault(key=where, found="nothing", expected=_NEEDED[scheme]))
            return None
        try:
            table = AuthTable.model_validate(row["auth"])
        except ValidationError:
            return None  # told with the faults of single keys
        kinds = [
            name
            for name, given in (
                ("username", table.username),
                ("token", table.token_env or table.token_file or "token" in told),
                ("header", table.header),
            )
            if given
        ]
        if len(kinds) != 1 or (scheme in _BY_LOGIN and kinds != ["username"]):
            found = " and ".join(kinds) or "nothing"
            expected = (
                f"{_NEEDED.get(scheme, _LOGIN)}, for {scheme}" if scheme in _BY_LOGIN else _ONE_WAY
            )
            self.faults.append(Fault(key=where, found=found, expected=expected))
            return None
        if scheme == "sftp":
            return self._of_ssh(where, table, told)
        for name in ("key_file", "known_hosts"):
            if getattr(table, name):
                self._fault(where, name, "a path", "no such key: it is for sftp alone")
        needed = {"username": "password", "token": "token", "header": "value"}[kinds[0]]
        secret = "" if needed in told else self._of(table, where, needed)
        return Auth(username=table.username, header=table.header, **{needed: secret})

    def signing(self, row: Mapping[str, object], *, where: str) -> str:
        """The secret that what is sent is signed with; ``""`` where it is not."""
        variable, file = row.get("secret_env", ""), row.get("secret_file", "")
        if not (isinstance(variable, str) and isinstance(file, str) and (variable or file)):
            return ""
        return self._secret(where, "secret", variable, file)

    def users(self, tables: Mapping[str, object]) -> Mapping[str, str]:
        """The hashes of the passwords of those who may sit at the desk, by their names."""
        desk = tables.get("desk")
        stated = desk.get("users") if isinstance(desk, dict) else None
        found = {}
        for name, row in (stated if isinstance(stated, dict) else {}).items():
            try:
                table = UserTable.model_validate(row)
            except ValidationError:
                continue  # told with the faults of single keys
            where = f"desk.users.{name}"
            secret = self._of(table, where, "password")
            if secret and not is_hash(secret):
                self._fault(where, "password", "no hash", "what `feeds desk password` prints")
            found[name] = secret
        return found

    def _of_ssh(self, where: str, table: AuthTable, told: Set[str]) -> Auth:
        key = password = known_hosts = ""
        if table.key_file:
            key = self._file(where, "key_file", table.key_file)
        if table.password_env or table.password_file or not (table.key_file or "password" in told):
            password = self._of(table, where, "password")
        lacked = len(self.lacking)
        if table.known_hosts:
            known_hosts = self._file(where, "known_hosts", table.known_hosts)
        if not known_hosts and len(self.lacking) == lacked:
            found = "an empty file" if table.known_hosts else "nothing"
            self._fault(where, "known_hosts", found, _KNOWN_HOSTS)
        return Auth(username=table.username, password=password, key=key, known_hosts=known_hosts)

    def _file(self, where: str, key: str, file: str) -> str:
        """What a file says; ``""`` where it cannot be read, which is told."""
        try:
            return self._read_secret(posixpath.join(self._folder, file))
        except OSError as fault:
            self._lacks(where, key, fault.strerror or "nothing", f"a readable file {file}")
        except UnicodeError:
            self._lacks(where, key, "no text", f"a file of text: {file}")
        return ""

    def _of(self, table: AuthTable | UserTable, where: str, name: str) -> str:
        return self._secret(
            where, name, getattr(table, f"{name}_env"), getattr(table, f"{name}_file")
        )

    def _secret(self, where: str, name: str, variable: str, file: str) -> str:
        if bool(variable) == bool(file):
            self._fault(where, name, "both" if file else "neither", f"{name}_env or {name}_file")
            return ""
        if variable:
            key = f"{name}_env"
            if variable not in self._environment:
                self._lacks(where, key, "nothing", f"the environment variable {variable} to be set")
                return ""
            secret = self._environment[variable]
        else:
            key = f"{name}_file"
            lacked = len(self.lacking)
            secret = self._file(where, key, file)
            if len(self.lacking) > lacked:
                return ""
        if wrong := _unfit(secret, ascii_only=name != "password"):
            self._fault(where, key, wrong, "a secret that can be sent in the head of a request")
            return ""
        return secret

    def _lacks(self, where: str, key: str, found: str, expected: str) -> None:
        self.lacking.append(Fault(key=f"{where}.{key}", found=found, expected=expected))

    def _fault(self, where: str, key: str, found: str, expected: str) -> None:
        self.faults.append(Fault(key=f"{where}.{key}", found=found, expected=expected))


def _unfit(secret: str, *, ascii_only: bool) -> str:
    """Why a secret cannot stand in a header of HTTP (RFC 9110, 5.5), without a word of it."""
    if not secret:
        return "an empty secret"
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in secret):
        return "a secret of several lines, or with a control character"
    return "a secret with a letter that is not ASCII" if ascii_only and not secret.isascii() else ""
