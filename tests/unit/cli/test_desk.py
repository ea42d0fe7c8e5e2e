"""`feeds desk password`."""

from feeds.config.passwords import matches


def test_a_password_becomes_the_hash_that_the_config_takes(feeds) -> None:
    said = [feeds("desk", "password", stdin=b"correct horse battery\n") for _ in range(2)]
    assert [one.status for one in said] == [0, 0]
    assert said[0].out != said[1].out
    assert all(matches("correct horse battery", one.out.strip()) for one in said)


def test_a_password_that_nobody_could_log_in_with_gets_no_hash(feeds) -> None:
    longest = feeds("desk", "password", stdin=b"x" * 1024)
    assert matches("x" * 1024, longest.out.strip())
    said = feeds("desk", "password", stdin=b"x" * 1025)
    assert (said.status, said.out) == (1, "")
    assert "1024 at most" in said.err


def test_a_short_password_is_refused_and_not_repeated(feeds) -> None:
    """X34."""
    said = feeds("desk", "password", stdin=b"canary\n")
    assert (said.status, said.out) == (1, "")
    assert "12 signs at least" in said.err
    assert "canary" not in said.err
