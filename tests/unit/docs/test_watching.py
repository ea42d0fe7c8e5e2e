"""The alert rules and the dashboard speak of metrics that there are, and each alert has a page that says what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from grafana_foundation_sdk.cog import plugins
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard, Panel
from grafana_foundation_sdk.models.prometheus import Dataquery

from feeds.serve.metrictable import OF_THE_PROCESS, TABLE
from tests.unit.docs.markdown import DOCS, ROOT, anchor, sections

RULES = ROOT / "deploy/prometheus/alerts.yml"
DASHBOARD = ROOT / "deploy/grafana/feeds.json"
OF_PROMETHEUS = {"up", "job", "instance", "le"}


def series() -> dict[str, set[str]]:
    """Every name of a sample that we expose, with its labels."""
    found: dict[str, set[str]] = {}
    for row in (*TABLE, *OF_THE_PROCESS):
        ends = ("_bucket", "_count", "_sum") if row.kind == "histogram" else ("",)
        for end in ends:
            found[row.name + end] = {*row.labels, *(("le",) if end == "_bucket" else ())}
    return found


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return group["rules"]


def expressions() -> Iterator[str]:
    for rule in rules():
        yield rule["expr"]
    dashboard = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    for panel in dashboard["panels"]:
        for target in panel.get("targets", ()):
            yield target["expr"]
    for note in dashboard["annotations"]["list"]:
        yield note["expr"]
    for choice in dashboard["templating"]["list"]:
        if "definition" in choice:
            yield choice["definition"]


@pytest.mark.parametrize("expression", sorted(set(expressions())))
def test_no_rule_and_no_panel_asks_for_a_metric_or_a_label_that_there_is_not(
    expression: str,
) -> None:
    known = series()
    asked = set(re.findall(r"\b(?:feeds|process)_\w+", expression))
    assert asked <= set(known)
    assert asked or "up{" in expression
    labels = {label for name in asked for label in known[name]} | OF_PROMETHEUS
    for matchers in re.findall(r"\{([^}]*)\}", expression):
        assert set(re.findall(r"(\w+)(?==|!=)", matchers)) <= labels
    for by in re.findall(r"\bby \(([^)]*)\)", expression):
        assert set(by.split(", ")) <= labels


def test_each_alert_says_what_is_wrong_and_what_to_do_and_has_its_section() -> None:
    page = DOCS / "how-to/watch.md"
    titles = [one.title for one in sections(page) if one.title.startswith("Feeds")]
    assert [rule["alert"] for rule in rules()] == titles
    for rule in rules():
        said = rule["annotations"]
        assert set(said) == {"summary", "description", "action", "runbook"}
        assert said["runbook"] == f"docs/how-to/watch.md#{anchor(rule['alert'])}"
        assert rule["labels"]["severity"] in {"page", "ticket"}


OF_THE_DATA_SOURCE = {
    "templating.list.definition": "what Prometheus' own form shows of the query beside it",
    "annotations.list.titleFormat": "how Prometheus' annotations are called",
}
"""Keys that Grafana's schema leaves to a plugin."""


def test_grafana_knows_every_key_of_the_dashboard() -> None:
    """By the types that are made of its schema: what they read and write again is all that there was."""
    plugins.register_default_plugins()
    stated = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    known = Dashboard.from_json(stated)
    again = json.loads(JSONEncoder(sort_keys=True).encode(known))
    assert {*unlike(stated, again)} == OF_THE_DATA_SOURCE.keys()
    kinds = {panel["type"] for panel in stated["panels"]} - {"row"}
    assert {type(one.options).__module__.rpartition(".")[2] for one in panels_of(known)} == kinds
    targets = [target for one in panels_of(known) for target in one.targets or ()]
    assert {type(target) for target in targets} == {Dataquery}


def panels_of(known: Dashboard) -> list[Panel]:
    return [one for one in known.panels or () if isinstance(one, Panel)]


def unlike(stated: object, again: object, at: str = "") -> Iterator[str]:
    """Where something has another value, or none; places in lists are left out."""
    if isinstance(stated, dict) and isinstance(again, dict):
        for key, value in stated.items():
            yield from unlike(value, again.get(key), f"{at}.{key}".lstrip("."))
    elif isinstance(stated, list) and isinstance(again, list) and len(stated) == len(again):
        for one, other in zip(stated, again, strict=True):
            yield from unlike(one, other, at)
    elif stated != again:
        yield at


def test_the_panels_of_the_dashboard_do_not_lie_on_one_another() -> None:
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        at = panel["gridPos"]
        cells = {
            (at["x"] + right, at["y"] + down) for right in range(at["w"]) for down in range(at["h"])
        }
        assert not taken & cells, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells
