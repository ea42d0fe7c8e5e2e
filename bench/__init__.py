"""Measures whole passes side by side with peers, in one run: ratios, not times.

python -m bench            everything
python -m bench parse      bytes to items, against feedparser
python -m bench pass       200 sources of 20 items, cold and all-304, against lemon24's reader
python -m bench start      `feeds once` with nothing due, against an import
python -m bench latency    from a finished file to changed bytes over HTTP
python -m bench browser    each page of the desk with 100,000 items, idle and catching up: milliseconds, goal p95 100
python -m bench republish  a channel of 500 items with one new, against feedgen and zlib
python -m bench serve      304s and bodies of 100 KB on one core, against nginx
"""
