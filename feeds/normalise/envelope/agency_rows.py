"""The agencies that are known without being told: a row each, and nothing but rows.

A module and not a file of data, since a pure room opens no file. The tables ``[[agency]]`` of config.toml
are further rows with the same fields. `docs/agencies.md` shows these; a test holds the two together.
"""

from __future__ import annotations

from feeds.model import Agency

# fmt: off
AGENCIES = (
    Agency(name="IANS", tags=("IANS", "IANSlife", "आईएएनएस"), plain=("IANS",)),
    Agency(name="Xinhua", tags=("Xinhua", "XINHUA", "شينخوا"), plain=("Xinhua",)),
    Agency(name="PTI", tags=("PTI", "भाषा"), plain=("Press Trust of India",)),
    Agency(name="ANI", tags=("ANI",), plain=("Asian News International",)),
    Agency(name="UNI", tags=("UNI",), plain=("United News of India",)),
    Agency(name="Reuters", tags=("Reuters", "REUTERS", "رويترز"), plain=("Reuters",)),
    Agency(name="AP", tags=("AP",), plain=("Associated Press",)),
    Agency(name="AFP", tags=("AFP",), plain=("Agence France-Presse", "Agence France Presse")),
    Agency(name="dpa", tags=("dpa", "DPA", "د ب أ"), plain=("Deutsche Presse-Agentur",)),
    Agency(name="TCA", tags=("TCA",)),
    Agency(name="APA", tags=("APA",), plain=("Austria Presse Agentur",)),
    Agency(name="ats", tags=("ats", "ATS"), plain=("Keystone-SDA",)),
    Agency(name="TASS", tags=("TASS", "Itar-Tass", "ITAR-TASS"), plain=("TASS", "Itar-Tass")),
    Agency(name="Interfax", tags=("Interfax",), plain=("Interfax",)),
    Agency(name="RIA Novosti", tags=("RIA Novosti", "Sputnik"), plain=("RIA Novosti",)),
    Agency(name="Kyodo", tags=("Kyodo", "KYODO"), plain=("Kyodo", "Kyodo News")),
    Agency(name="Jiji Press", tags=("Jiji Press", "Jiji"), plain=("Jiji Press",)),
    Agency(name="Yonhap", tags=("Yonhap",), plain=("Yonhap",)),
    Agency(name="Bernama", tags=("Bernama", "BERNAMA"), plain=("Bernama",)),
    Agency(name="Antara", tags=("ANTARA", "Antara")),
    Agency(name="APP", tags=("APP",), plain=("Associated Press of Pakistan",)),
    Agency(name="BSS", tags=("BSS",)),
    Agency(name="UNB", tags=("UNB",)),
    Agency(name="KUNA", tags=("KUNA", "كونا"), plain=("KUNA",)),
    Agency(name="WAM", tags=("WAM",)),
    Agency(name="SPA", tags=("SPA",)),
    Agency(name="CNA", tags=("CNA",)),
    Agency(name="VNA", tags=("VNA",)),
    Agency(name="PNA", tags=("PNA",)),
    Agency(name="NAN", tags=("NAN",)),
    Agency(name="EFE", tags=("EFE",), plain=("EFE", "Agencia EFE")),
    Agency(name="Europa Press", tags=("EUROPA PRESS", "Europa Press"), plain=("Europa Press",)),
    Agency(name="ANSA", tags=("ANSA",), plain=("ANSA",)),
    Agency(name="Anadolu", tags=("AA",), plain=("Anadolu Agency", "Anadolu")),
    Agency(name="PA", tags=("PA",)),
    Agency(name="AAP", tags=("AAP",), plain=("Australian Associated Press",)),
    Agency(name="NTB", tags=("NTB",)),
    Agency(name="Ritzau", tags=("Ritzau", "ritzau"), plain=("Ritzau",)),
    Agency(name="STT", tags=("STT",)),
    Agency(name="AsiaNet", tags=("AsiaNet",)),
    Agency(name="PRNewswire", tags=("PRNewswire", "PR Newswire"), plain=("PR Newswire",)),
    Agency(name="Business Wire", tags=("BUSINESS WIRE", "Business Wire")),
    Agency(name="GlobeNewswire", tags=("GLOBE NEWSWIRE", "GlobeNewswire"), plain=("GlobeNewswire",)),
    Agency(name="MENA", tags=("MENA",)),
)
"""Each row as `Agency` says what its fields mean."""
# fmt: on
