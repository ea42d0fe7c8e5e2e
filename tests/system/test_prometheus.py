"""What Prometheus itself makes of our metrics and of the rules that we ship."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest

from tests.unit.docs.markdown import ROOT

pytestmark = [pytest.mark.system, pytest.mark.timeout(120)]
RULES = ROOT / "deploy/prometheus/alerts.yml"
A_BAD_DAY = Path(__file__).with_name("prometheus") / "alerts.test.yml"


def promtool(*arguments: str, given: bytes = b"") -> str:
    """What it says, which is nothing of metrics that are as they should be."""
    done = subprocess.run(
        ["promtool", *arguments], input=given, capture_output=True, timeout=60, check=False
    )
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == 0, said
    return said


def test_the_rules_are_rules_and_call_on_a_bad_day_alone() -> None:
    assert "SUCCESS" in promtool("check", "rules", str(RULES))
    assert "SUCCESS" in promtool("test", "rules", str(A_BAD_DAY))


def test_a_daemon_says_when_it_is_ready_and_its_metrics_are_what_promtool_wants(
    house, wait_until
) -> None:
    house.drop_source()
    config = house.write()
    daemon = house.start()
    wait_until(lambda: house.get("readyz")[0] == 200, 20, "it is ready")
    house.put("dam.txt", "Dam opens\n\nMumbai, Nov 2 (IANS) A dam was opened.\n--IANS")
    wait_until(lambda: b"Dam opens" in house.get("all.rss")[1], 20, "it is published")

    def metrics() -> str:
        return house.get("metrics")[1].decode()

    wait_until(lambda: "feeds_item_release_seconds_count 1.0" in metrics(), 20, "it is counted")
    assert promtool("check", "metrics", given=metrics().encode()) == ""
    for line in (
        'feeds_items_total{status="new"} 1.0',
        'feeds_http_requests_total{format="rss",status="2xx"}',
        'feeds_queue_length{queue="files"} 0.0',
        "feeds_ready 1.0",
        "feeds_config_last_reload_successful 1.0",
    ):
        assert line in metrics()
    config.write_text("not = toml = at all")
    daemon.send_signal(signal.SIGHUP)
    refused = "feeds_config_last_reload_successful 0.0"
    wait_until(lambda: refused in metrics(), 20, "the config is refused")
    assert house.get("readyz") == (200, b'{"ok":true,"lacks":{}}'), "the old one does its job"
    assert house.get("readyz", {"X-Forwarded-For": "192.0.2.7"}) == (200, b'{"ok":true}')
    assert house.stop(daemon) == 0
