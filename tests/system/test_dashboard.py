"""What a Prometheus that scrapes a running daemon has to show on our dashboard, and of our rules."""

from __future__ import annotations

import json
import math
import re
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.servers.ports import free_port
from tests.unit.docs.markdown import ROOT

pytestmark = [pytest.mark.system, pytest.mark.timeout(120)]
DASHBOARD = json.loads((ROOT / "deploy/grafana/feeds.json").read_text(encoding="utf-8"))
RULES = ROOT / "deploy/prometheus/alerts.yml"
Until = Callable[[Callable[[], object], float, str], object]

NOTHING_TO_SHOW = {
    "Hubs and caches told": "the demonstration names no hub and no cache",
    "Subscribers of our own hub": "it has no hub of its own",
    "Hubs that push to us": "no agency of it has a hub",
}


@dataclass(frozen=True)
class Prometheus:
    """One that scrapes a daemon each second."""

    base: str
    daemon: str
    begun: float

    def get(self, path: str, **asked: object) -> Any:
        """What it answers, without complaint."""
        query = urllib.parse.urlencode(asked)
        with urllib.request.urlopen(f"{self.base}api/v1/{path}?{query}", timeout=10) as answer:
            said = json.load(answer)
        assert said["status"] == "success", said
        assert not said.get("warnings"), said
        return said["data"]

    def numbers(self, expression: str) -> int:
        """How many an expression of the dashboard gives since the start, as Grafana asks for it."""
        found = self.get(
            "query_range",
            query=filled(expression, {"instance": self.daemon}),
            start=self.begun,
            end=time.time(),
            step=1,
        )
        values = [value for series in found["result"] for _, value in series["values"]]
        return sum(math.isfinite(float(value)) for value in values)


def filled(expression: str, chosen: Mapping[str, str]) -> str:
    """With what Grafana puts in the place of variables: of one that has several values each as the regular expression
    of itself, of the interval of a rate four scrapes.
    """
    for name, value in chosen.items():
        literal = re.sub(r"[$^*{}\[\]'+?.()|\\]", lambda sign: rf"\\{sign[0]}", value)
        expression = expression.replace(f"${name}", literal)
    expression = expression.replace("$__rate_interval", "4s")
    assert "$" not in expression
    return expression


@pytest.fixture
def prometheus(house, tmp_path: Path, wait_until: Until) -> Iterator[Prometheus]:
    """Of a demonstration, in which somebody kills a story."""
    port, begun = free_port(), time.time()
    config = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(RULES)],
        "scrape_configs": [
            {
                "job_name": "gnn9-feeds",
                "static_configs": [{"targets": [f"127.0.0.1:{house.port}"]}],
            }
        ],
    }
    (tmp_path / "prometheus.yml").write_text(json.dumps(config))
    house.start("demo", "--directory", "demo", "--listen", f"127.0.0.1:{house.port}")
    command = (
        *("prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=data"),
        f"--web.listen-address=127.0.0.1:{port}",
    )
    with (
        (tmp_path / "prometheus.log").open("w") as log,
        subprocess.Popen(command, cwd=tmp_path, stdout=log, stderr=log) as process,
    ):
        try:
            made = Prometheus(f"http://127.0.0.1:{port}/", f"127.0.0.1:{house.port}", begun)
            wait_until(lambda: is_there(f"{made.base}-/ready"), 20, "Prometheus is ready")
            yield made
        finally:
            process.kill()


def is_there(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status == 200
    except OSError:
        return False


def test_every_panel_has_something_to_show_and_no_expression_is_refused(
    house, prometheus: Prometheus, wait_until: Until
) -> None:
    here = ("-c", "demo/config.toml")
    (story, *_) = wait_until(lambda: house.json("items", *here), 30, "there is a story")
    house.feeds("kill", str(story["guid"]), "--reason", "asked for", *here)

    def empty() -> list[str]:
        return [
            f"{panel['title']}: {target['expr']}"
            for panel in DASHBOARD["panels"]
            for target in panel.get("targets", ())
            if not prometheus.numbers(target["expr"])
        ]

    def is_shown() -> bool:
        return {one.partition(":")[0] for one in empty()} <= NOTHING_TO_SHOW.keys()

    try:
        wait_until(is_shown, 40, "every panel has something to show")
    except AssertionError as late:
        raise AssertionError(empty()) from late
    assert {one.partition(":")[0] for one in empty()} == NOTHING_TO_SHOW.keys()
    # What can be chosen, and what is drawn across all panels.
    assert prometheus.get("label/instance/values", **{"match[]": "feeds_build_info"}) == [
        prometheus.daemon
    ]
    for note in DASHBOARD["annotations"]["list"]:
        prometheus.numbers(note["expr"])
    (group,) = prometheus.get("rules")["groups"]
    states = {rule["name"]: (rule["health"], rule.get("lastError")) for rule in group["rules"]}
    assert set(states.values()) == {("ok", None)}, states
    assert "FeedsDown" in states
