"""What people write is text on every phone, whatever it looks like."""

from playwright.sync_api import expect

from .visit import FLAT, RELAY, Visit

TEXTS = (
    "<script>window.hacked = 1</script><img src=x onerror=\"window.hacked = 1; alert('no')\">",
    "</p></li><svg/onload=alert(1)><a href=javascript:alert(1)>click</a>",
    "<Response><Message>no</Message></Response> &lt;b&gt; &amp;amp; ]]>",
    "${window.hacked = 1} {{7*7}} %s %(x)s \\u003cscript\\u003e",
    "  three   spaces\n\nand lines\n",
    "مرحبا، هل دراجتي جاهزة؟",
    "\u202egnp.elcycib\u202c abc \u2066x",
    "Zalgo ẑ̷̧a̸͓͝l̶̟͒g̵̝̈o̴͔̎ 👩🏽‍🔧🏳️‍🌈 naïve",
    "W" * 300,
)
BACK = "<img src=y onerror=window.hacked=2><script>alert(2)</script>"


def test_hostile_text_is_shown_as_it_was_written_and_nothing_runs(visit: Visit) -> None:
    visit.claimed_by_ben()
    for body in TEXTS:
        visit.customer.paste(body)
        expect(visit.customer.field).to_have_value("")
    expect(visit.ben.said).to_have_count(2 + len(TEXTS))
    assert visit.ben.said.all_text_contents()[2:] == list(TEXTS)
    assert visit.customer.said.all_text_contents()[3:] == list(TEXTS)
    visit.ben.paste(BACK)
    expect(visit.customer.said.last).to_have_text(BACK)
    visit.ben.back.click()
    expect(visit.ben.row(RELAY)).to_contain_text(BACK)
    made = "main :is(script, img, a, iframe, svg[onload]):not(.tray *)"  # those are ours
    assert visit.page.locator(made).count() == 0
    assert visit.measure("() => window.hacked ?? null") is None


def test_text_runs_in_its_own_direction_and_stays_in_its_bubble(visit: Visit) -> None:
    visit.customer.paste(TEXTS[5])
    visit.customer.paste(TEXTS[-1])
    visit.customer.paste(FLAT)
    expect(visit.customer.delivered).to_have_count(3)
    direction = "(said) => getComputedStyle(said).direction"
    mine = visit.customer.here.locator(".own .said")
    assert [mine.nth(n).evaluate(direction) for n in (0, 2)] == ["rtl", "ltr"]
    assert visit.customer.here.locator(".log").evaluate(
        "(log) => log.scrollWidth <= log.clientWidth"
    )
