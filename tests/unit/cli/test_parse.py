"""`feeds parse`: what it shows of a document, and what it says of one that it cannot read."""


def test_standard_input_is_read_where_a_hyphen_stands(feeds) -> None:
    said = feeds("parse", "-", stdin=b"headline: Ferry\n\nIt left Pune.\n")
    assert said.status == 0
    assert "Ferry" in said.out
    assert "It left Pune." in said.out
    assert said.err == ""


def test_each_file_that_fails_is_named_and_the_others_are_shown(feeds, tmp_path) -> None:
    (tmp_path / "good.txt").write_text("headline: Ferry\n\nIt left.\n")
    (tmp_path / "binary.txt").write_bytes(b"\x00\x01\x02" * 50)
    (tmp_path / "page.html").write_text("<html><body>Please log in</body></html>")
    (tmp_path / "folder").mkdir()
    said = feeds("parse", "binary.txt", "missing.txt", "good.txt", "page.html", "folder")
    assert said.status == 1
    assert "Ferry" in said.out
    lines = said.err.splitlines()
    assert len(lines) == 4, lines
    for name, why in (
        ("binary.txt", "no text"),
        ("missing.txt", "No such file"),
        ("page.html", "HTML page"),
        ("folder", "directory"),
    ):
        assert any(name in line and why in line for line in lines), name


def test_a_file_that_is_not_there_is_a_failure_by_itself(feeds) -> None:
    said = feeds("parse", "missing.txt")
    assert said.status == 1
    assert said.err == "feeds: missing.txt: No such file or directory\n"


def test_links_of_a_saved_page_lead_where_those_of_its_source_do(feeds, house) -> None:
    listed = (
        '[[source]]\nid = "list"\nprovider = "TASS"\nurl = "http://127.0.0.1:1/news/"\nformat = "list"\n'
        'rights = "full"\n[source.list]\nitem = "li"\n'
    )
    config = house / "config.toml"
    config.write_text(f"{config.read_text()}\n{listed}")
    page = b'<html><body><ul><li><a href="bell">Divers raise a bell</a></li></ul></body></html>'
    said = feeds("parse", "--source", "list", "--json", "-", stdin=page)
    assert said.err == ""
    (item,) = said.objects
    assert (item["headline"], item["link"]) == (
        "Divers raise a bell",
        "http://127.0.0.1:1/news/bell",
    )


def test_a_format_may_be_named_against_appearances(feeds) -> None:
    copy = b"<p>A story that begins like a feed.</p>"
    assert feeds("parse", "-", stdin=copy).status == 1
    said = feeds("parse", "--format", "wiretext", "-", "--json", stdin=copy)
    assert said.status == 0
    assert said.objects[0]["source"] == "file"


def test_what_was_taken_for_what_stands_in_the_margin_of_the_copy(feeds) -> None:
    copy = (
        "headline: A bell\nednote: for Tuesday\n\nURGENT\n\nPune, Nov 2 (IANS) Divers raised a bell.\n\n"
        "It rang.\n\n--IANS\nms/vd"
    )
    said = feeds("parse", "-", stdin=copy.encode())
    assert said.status == 0
    assert "  ednote: for Tuesday\n" in said.out
    assert said.out.endswith(
        "        head │ URGENT\n"
        "    dateline │ Pune, Nov 2 (IANS)\n"
        "             │ Divers raised a bell.\n"
        "             │\n"
        "             │ It rang.\n"
        "             │\n"
        "    sign-off │ --IANS ms/vd\n\n"
    )


def test_what_is_not_to_be_published_says_so_over_its_copy(feeds) -> None:
    said = feeds("parse", "-", stdin=b"headline: URGENT: KILL: A bell\n\nDivers raised a bell.")
    assert (
        "  status: withdrawn, canceled: the headline says that it is withdrawn\n  urgency: 2\n"
        in said.out
    )
    assert "status" not in feeds("parse", "-", stdin=b"A bell\n\nDivers raised a bell.").out


def test_a_source_whose_language_is_to_be_told_has_it_told_here_too(feeds, house) -> None:
    config = (house / "config.toml").read_text()
    (house / "config.toml").write_text(
        config.replace('language = "en"\nrights', 'language = "detect"\nrights', 1)
    )
    copy = "Divers raised an old bell from the bay on Tuesday, the museum said."
    said = feeds("parse", "--source", "ians", "--json", "-", stdin=copy.encode())
    assert said.status == 0, said.err
    assert said.objects[0]["language"] == "en"


def test_copy_without_an_envelope_has_no_margin(feeds) -> None:
    said = feeds("parse", "-", stdin=b"A bell\n\nDivers raised it.\n\nIt rang.\n")
    assert said.out.endswith("\n\n    Divers raised it.\n\n    It rang.\n\n")


def test_long_lines_break_at_the_width_of_the_terminal(feeds, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    said = feeds("parse", "-", stdin=f"A bell\n\nPune (IANS) {'Divers dived. ' * 20}".encode())
    lines = said.out.splitlines()
    assert max(map(len, lines)) <= 60
    assert sum("│ " in line for line in lines) > 5
