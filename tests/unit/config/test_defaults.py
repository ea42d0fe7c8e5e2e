"""What a config is where it says nothing: the defaults that users rely on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from feeds.config import (
    Config,
    FetchSettings,
    HubSettings,
    PublishSettings,
    ServeSettings,
    StoreSettings,
)
from feeds.model import Channel, FutureDates, Media, Rights, Selection, Site, Source

ConfigOf = Callable[..., Config]
ASource = Callable[..., str]


def test_a_config_of_the_fewest_words_is_whole(config_of: ConfigOf) -> None:
    config = config_of()
    assert config.site == Site(
        name="Wire House",
        link="https://house.example/",
        description="",
        language="en",
        timezone="UTC",
        author="admin",
        email="",
        tag="house.example,2026",
        rights="",
        base_url="https://house.example/feeds/",
        hubs=(),
    )
    assert config.store == StoreSettings(url="sqlite:////etc/house/var/feeds.db", archive_days=30)
    assert config.publish == PublishSettings(directory="/etc/house/public")
    assert config.serve == ServeSettings(host="127.0.0.1", port=8009)
    assert config.fetch == FetchSettings(
        contact="https://house.example/contact",
        concurrency=64,
        per_host=1,
        host_gap=None,
        min_interval=timedelta(minutes=15),
        max_interval=timedelta(days=1),
        timeout=timedelta(seconds=60),
        max_bytes=10 * 1024 * 1024,
        allow_networks=(),
    )
    assert (config.sources, config.channels, config.warnings) == ((), (), ())
    assert config.hub == HubSettings(url="", subscriptions=10_000)


def test_a_source_of_the_fewest_words_is_whole(config_of: ConfigOf, a_source: ASource) -> None:
    assert config_of(a_source()).sources == (
        Source(
            id="ians",
            provider="IANS",
            rights=Rights.FULL,
            url="https://wire.example/ians",
            path="",
            every=None,
            min_interval=None,
            max_interval=timedelta(days=1),
            schedule="",
            format="auto",
            timezone="UTC",
            language="",
            creditline="",
            media=Media.NONE,
            future_dates=FutureDates.HOLD,
            subjects=(),
            enabled=True,
            keep_files=False,
            auth=None,
        ),
    )


def test_a_channel_of_the_fewest_words_is_whole(config_of: ConfigOf) -> None:
    plain = Channel(
        id="all",
        title="All stories",
        description="",
        select=Selection(providers=(), subjects=(), languages=(), text="", urgency=9),
        formats=("rss", "atom", "json", "html"),
        size=50,
        window=timedelta(hours=24),
        max_age=None,
        link="page",
        rights=Rights.FULL,
        media=Media.FULL,
    )
    assert config_of('[[channel]]\nid = "all"\ntitle = "All stories"\n').channels == (plain,)
    telling = """
        [[channel]]
        id = "all"
        title = "All stories"
        description = "Some"
        select = { providers = ["IANS"], subjects = ["world"], languages = ["en"], text = "bell", urgency = 3 }
        formats = ["atom", "rss", "atom"]
        size = 20
        window = "2h"
        max_age = "3d"
        link = "source"
        rights = "summary"
        media = "link"
    """
    (told,) = config_of(telling).channels
    assert told == replace(
        plain,
        description="Some",
        select=Selection(
            providers=("IANS",), subjects=("world",), languages=("en",), text="bell", urgency=3
        ),
        formats=("atom", "rss"),
        size=20,
        window=timedelta(hours=2),
        max_age=timedelta(days=3),
        link="source",
        rights=Rights.SUMMARY,
        media=Media.LINK,
    )


def test_every_setting_of_a_source_reaches_it(config_of: ConfigOf, a_source: ASource) -> None:
    text = a_source(
        'every = "90s"',
        'schedule = "*/20 6-23 * * mon-fri"',
        'format = "feed"',
        'timezone = "+08:00"',
        'language = "en"',
        'creditline = "IANS Features"',
        'media = "link"',
        'future_dates = "clamp"',
        'subjects = ["world", "india"]',
        "enabled = false",
        "keep_files = true",
    )
    (source,) = config_of(text).sources
    assert (source.every, source.schedule) == (timedelta(seconds=90), "*/20 6-23 * * mon-fri")
    assert (source.format, source.timezone, source.language) == ("feed", "+08:00", "en")
    assert (source.creditline, source.media) == ("IANS Features", Media.LINK)
    assert source.future_dates is FutureDates.CLAMP
    assert source.subjects == ("world", "india")
    assert not source.enabled
    assert source.keep_files


def test_every_setting_of_the_house_reaches_it(config_of: ConfigOf) -> None:
    site = (
        'description = "News"\nlanguage = "hi"\ntimezone = "Asia/Kolkata"\nauthor = "desk"\n'
        'email = "desk@house.example"\nrights = "All of them"'
    )
    config = config_of(
        '[store]\narchive_days = 7\n[hub]\nenabled = true\n[serve]\nlisten = "0.0.0.0:80"\n',
        site=site,
        publish='hubs = ["https://hub.example/"]',
        fetch='concurrency = 8\nper_host = 2\nhost_gap = "2s"\ntimeout = "10s"\nmax_bytes = 5',
    )
    assert (config.site.description, config.site.language) == ("News", "hi")
    assert (config.site.timezone, config.site.author) == ("Asia/Kolkata", "desk")
    assert (config.site.email, config.site.rights) == ("desk@house.example", "All of them")
    assert config.site.hubs == (config.hub.url, "https://hub.example/")
    assert [hook.url for hook in config.hooks] == ["https://hub.example/"], "we tell ourselves"
    assert config.store.archive_days == 7
    assert config.hub.url == f"{config.site.base_url}hub"
    assert config.serve == ServeSettings(host="0.0.0.0", port=80)
    fetch = config.fetch
    assert (fetch.concurrency, fetch.per_host, fetch.host_gap) == (8, 2, timedelta(seconds=2))
    assert (fetch.timeout, fetch.max_bytes) == (timedelta(seconds=10), 5)


def test_the_order_of_sources_and_channels_is_the_files(
    config_of: ConfigOf, a_source: ASource
) -> None:
    text = "".join(a_source(id=id_) for id_ in ("c", "a", "b"))
    text += "".join(f'[[channel]]\nid = "{id_}"\ntitle = "x"\n' for id_ in ("z", "y"))
    config = config_of(text)
    assert [source.id for source in config.sources] == ["c", "a", "b"]
    assert [channel.id for channel in config.channels] == ["z", "y"]


def test_paths_are_below_the_folder_of_the_file(config_of: ConfigOf) -> None:
    drop = '[[source]]\nid = "d"\nprovider = "IANS"\npath = "{}"\nrights = "full"\n'
    for written, path in (
        ("wire/ians", "/etc/house/wire/ians"),
        ("./wire/../drop/", "/etc/house/drop"),
        ("../drop", "/etc/drop"),
        ("/srv/drop", "/srv/drop"),
    ):
        (source,) = config_of(drop.format(written)).sources
        assert (source.path, source.url) == (path, "")
    for written, directory in (("out", "/etc/house/out"), ("/srv/out", "/srv/out")):
        assert config_of(publish=f'directory = "{written}"').publish.directory == directory
    for written, url in (
        ("sqlite:///feeds.db", "sqlite:////etc/house/feeds.db"),
        ("sqlite:////srv/feeds.db", "sqlite:////srv/feeds.db"),
    ):
        assert config_of(f'[store]\nurl = "{written}"\n').store.url == url
