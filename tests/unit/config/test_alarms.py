"""By which ways alarms go out: what is meant, what is refused, and where secrets are."""

from __future__ import annotations

import pytest

from feeds.config import EmailSettings, WebhookSettings
from feeds.model import Auth

MAIL = '[alarms.email]\nurl = "smtp://mail.example"\nto = ["ops@a.example"]\nsender = "feeds@a.example"\n'
HOOK = '[alarms.webhook]\nurl = "https://hooks.example/feeds"\n'


def test_alarms_go_nowhere_but_into_the_log_unless_the_config_says_so(config_of) -> None:
    assert (config_of().email, config_of().webhook) == (None, None)


def test_every_setting_of_a_way_out_reaches_it(config_of) -> None:
    config = config_of(
        MAIL.replace("smtp://mail.example", "smtps://mail.example:4650")
        + 'auth = { username = "feeds", password_env = "P" }\n'
        + HOOK
        + 'secret_file = "secrets/hook"\nauth = { token_env = "T" }\n',
        environment={"P": "zqpassword", "T": "zqtoken"},
        files={"/etc/house/secrets/hook": "zqsecret"},
    )
    assert config.email == EmailSettings(
        url="smtps://mail.example:4650",
        to=("ops@a.example",),
        sender="feeds@a.example",
        auth=Auth(username="feeds", password="zqpassword"),
    )
    assert config.webhook == WebhookSettings(
        url="https://hooks.example/feeds", secret="zqsecret", auth=Auth(token="zqtoken")
    )
    assert "zq" not in repr(config)


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        (MAIL.replace("smtp://mail.example", "http://mail.example"), "alarms.email.url", "begins with smtp://"),
        (MAIL.replace("mail.example", "u:zqp@mail.example"), "alarms.email.url", "credentials belong into"),
        (MAIL.replace("mail.example", "mail.example/inbox"), "alarms.email.url", "without a path"),
        (MAIL.replace("mail.example", "mail.example:0"), "alarms.email.url", "has a host"),
        (MAIL.replace('["ops@a.example"]', "[]"), "alarms.email.to", "one address at least"),
        (MAIL.replace("ops@a.example", "ops@a.example, x@y.example"), "alarms.email.to[0]", "an address of mail"),
        (MAIL.replace("feeds@a.example", "feeds"), "alarms.email.sender", "an address of mail"),
        (MAIL + 'auth = { token_env = "T" }\n', "alarms.email.auth", "username and password, for smtp"),
        (HOOK.replace("https:", "ftp:"), "alarms.webhook.url", "begins with http://"),
        (HOOK + 'secret_env = "S"\n', "alarms.webhook.secret_env", "the environment variable S to be set"),
        (HOOK + 'secret_env = "T"\nsecret_file = "s"\n', "alarms.webhook.secret", "secret_env or secret_file"),
        (HOOK + 'secret = "zqsecret"\n', "alarms.webhook.secret", 'secret_env = "NAME"'),
        (HOOK + 'secret_file = "public/s"\n', "alarms.webhook.secret_file", "outside `publish.directory`"),
        ('[alarms.sms]\nurl = "x"\n', "alarms.sms", "no such key"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_key(faults_of, text: str, key: str, expected: str) -> None:
    found = faults_of(text, environment={"T": "zqtoken"}, files={"/etc/house/public/s": "zq"})
    assert list(found) == [key]
    assert expected in found[key].expected
    assert "zq" not in str(found[key])
