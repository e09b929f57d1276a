from tertulia.kit.text import render
from tertulia.kit.text.leading import addresses_in, with_addresses

SOURCE = """See [it](https://a.example/q/1?x=1&y=2 "Why") and https://a.example/q/2.

![a picture](https://a.example/q/3) `https://a.example/q/4` [quote](https://b.example/?q="><b>)
"""


def test_the_addresses_of_links_are_found_as_they_were_written() -> None:
    found = addresses_in(render(SOURCE).html)
    assert found[:3] == [
        "https://a.example/q/1?x=1&y=2",
        "https://a.example/q/2",
        "https://a.example/q/3",
    ]
    assert not any("q/4" in address for address in found)


def test_links_lead_elsewhere_and_nothing_else_changes() -> None:
    html = render(SOURCE).html
    led = with_addresses(html, {"https://a.example/q/1?x=1&y=2": "/t/7/-/1"})
    assert led == html.replace("https://a.example/q/1?x=1&amp;y=2", "/t/7/-/1")
    assert addresses_in(led)[0] == "/t/7/-/1"
    assert with_addresses(html, {"https://a.example/q/4": "/t/8"}) == html
    assert with_addresses(html, {}) == html


def test_no_address_breaks_out_of_its_place() -> None:
    html = render("[it](https://a.example/)").html
    led = with_addresses(html, {"https://a.example/": '"><script>'})
    assert "<script>" not in led
    assert addresses_in(led) == ['"><script>']
