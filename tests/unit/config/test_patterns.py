"""Regular expressions of the config: what RE2 takes, and what is said of the rest. CVE 22: none takes for ever."""

import pytest

from feeds.config.patterns import compiled


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("ferry(", "missing ) at character 1: ferry("),
        ("ferry (?=boat)", "invalid perl operator at character 7: (?="),
        (r"(a)\1", r"invalid escape sequence at character 4: \1"),
        ("fährt [z-a]", "invalid character class range at character 8: z-a"),
        ("a{2000}", "invalid repetition size at character 2: {2000}"),
        (r"\pL{900}", "pattern too large"),
        ("x" * 1001, "1000 characters at most"),
        ("", "1000 characters at most"),
    ],
)
def test_what_re2_refuses_is_told_with_its_place_and_not_on_standard_error(
    pattern: str, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError, match="a regular expression") as refused:
        compiled(pattern)
    assert words in str(refused.value)
    assert capfd.readouterr().err == ""


def test_an_expression_that_would_take_others_for_ever_takes_its_time_by_the_text() -> None:
    assert compiled("^(a+)+$").search("a" * 100_000 + "b") is None
    assert compiled("^(a+)+$").search("a" * 100_000) is not None


def test_signs_of_any_script_are_signs_and_not_bytes() -> None:
    assert compiled("^.{6}$").search("हिन्दी") is not None
    assert compiled("(?i)ÜBER").search("über") is not None
