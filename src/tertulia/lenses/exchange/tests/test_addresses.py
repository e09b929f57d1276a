import pytest

from tertulia.lenses.exchange.addresses import Address, is_slug_of, read_address

AT = "a.example"


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("https://a.example/questions/12", Address(AT, "12", ("12",))),
        (
            "http://WWW.a.example/questions/12/why-so?rq=1",
            Address(AT, "12", ("12",), slug="why-so"),
        ),
        ("https://a.example/questions/12/why/34#34", Address(AT, "12", ("34", "12"), slug="why")),
        ("https://a.example/q/12/7", Address(AT, "12", ("12",))),
        ("https://a.example/q/12#34", Address(AT, "12", ("34", "12"))),
        ("//a.example/a/34/7", Address(AT, "", ("34",))),
        ("https://a.example/a/34#comment56_34", Address(AT, "", ("34",), "56")),
        ("https://a.example/posts/34", Address(AT, "", ("34",))),
        ("/q/12", Address("", "12", ("12",))),
        ("https://a.example/t/why-so/12", Address(AT, "12", slug="why-so")),
        ("https://a.example/t/why-so/12/3?u=ana", Address(AT, "12", number=3, slug="why-so")),
        ("https://a.example/t/12/3", Address(AT, "12", number=3)),
        ("https://a.example/t/12", Address(AT, "12")),
        ("https://a.example/t/why-so/", Address(AT, "", slug="why-so")),
        ("/t/12/why-so/3#p3", Address("", "12", number=3, slug="why-so")),
    ],
)
def test_addresses_of_other_places_are_understood(address: str, named: Address) -> None:
    assert read_address(address) == named


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/",
        "https://a.example/users/12/ana",
        "https://a.example/questions/tagged/wool",
        "https://a.example/posts/34/revisions",
        "https://a.example/t/12/why/3/more",
        "/t/12/-/3",
        "/t/why-so",
        "mailto:ana@a.example",
        "javascript:/q/12",
        "https:///q/12",
        "https://[a/q/12",
        "#p3",
        "",
    ],
)
def test_all_others_are_left_alone(address: str) -> None:
    assert read_address(address) is None


@pytest.mark.parametrize(
    ("slug", "title", "alike"),
    [
        ("which-wool-is-best", "Which wool is best?", True),
        ("quelle-est-la-langue", "Quelle est la langue principale du site\u00a0?", True),
        ("cest-l-ete", "C\u2019est l'\u00e9t\u00e9", False),
        ("c-est-ete", "C est \u00c9t\u00e9", True),
        ("which-wool-was-best-of-all-the-wools", "Which wool is best?", False),
        ("wool", "Wool", True),
        ("wool", "Wool and silk", False),
        ("", "Wool", False),
        ("wool", "", False),
    ],
)
def test_a_slug_is_known_by_its_title(slug: str, title: str, alike: bool) -> None:
    assert is_slug_of(slug, title) is alike
