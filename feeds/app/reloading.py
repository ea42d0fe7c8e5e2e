"""What a running daemon takes over of a config that was changed, and what waits for a restart."""

from __future__ import annotations

from dataclasses import replace

from feeds.config import Config


def needs_restart(config: Config, running: Config) -> tuple[str, ...]:
    """The keys of a config that a running daemon cannot change, and that this one would."""
    pairs = {
        "store.url": (config.store.url, running.store.url),
        "publish.directory": (config.publish.directory, running.publish.directory),
        "publish.base_url": (config.site.base_url, running.site.base_url),
        "serve.listen": (config.serve, running.serve),
        "hub.enabled": (bool(config.hub.url), bool(running.hub.url)),
        "desk": (_seat(config), _seat(running)),
    }
    return tuple(key for key, (new, old) in pairs.items() if new != old)


def _seat(config: Config) -> tuple[object, ...]:
    """Where the desk is, and whether there is one; who may sit at it changes with a reload."""
    desk = config.desk
    return (desk.host, desk.port, desk.url, True) if desk.users else (False,)


def keeping_its_place(config: Config, running: Config) -> Config:
    """A config with the store, the folder and the addresses of the one that runs, that of its hub among them."""
    others = (one for one in config.site.hubs if one != config.hub.url)
    hubs = tuple(filter(None, (running.hub.url, *others)))
    return replace(
        config,
        store=replace(config.store, url=running.store.url),
        publish=replace(config.publish, directory=running.publish.directory),
        serve=running.serve,
        hub=replace(config.hub, url=running.hub.url),
        desk=replace(running.desk, users=config.desk.users),
        site=replace(config.site, base_url=running.site.base_url, hubs=hubs),
    )
