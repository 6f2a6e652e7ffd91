"""What the phones on the page can do."""

import re

from playwright.sync_api import expect

from .visit import FLAT, RELAY, SHOP, Visit


def test_a_customer_is_added(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Add a customer's phone").click()
    third = visit.phone("Customer 3")
    third.write("Me too!")
    expect(third.said).to_have_text(["Me too!", re.compile("your message is in")])


def test_an_agent_is_added_and_hears_of_the_next_text(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Add an agent's phone").click()
    chloe = visit.phone("Chloé")
    expect(chloe.here).to_be_in_viewport()
    visit.customer.write(FLAT)
    chloe.row(RELAY).click()
    chloe.write("Bien sûr!")
    expect(visit.customer.said.last).to_have_text("Bien sûr!")
    expect(visit.ben.row(RELAY)).to_contain_text("Chloé has #101")


def test_the_counter_says_what_a_text_costs(visit: Visit) -> None:
    customer = visit.customer
    customer.field.click()
    for typed, line in (
        ("Hello", "5/160 · GSM-7 · 1 segment"),
        (" {€}", "12/160 · GSM-7 · 1 segment"),  # three of two units each
        (" 🚲", "12/70 · UCS-2 because of “🚲” · 1 segment"),
        ("x" * 60, "72/134 · UCS-2 because of “🚲” · 2 segments"),
    ):
        visit.page.keyboard.type(typed)
        expect(customer.count).to_have_text(line)
    visit.page.keyboard.press("Enter")
    expect(customer.count).to_have_text("")
    expect(customer.meta.first).to_have_text("UCS-2 · 2 segments")


def test_the_counter_and_the_desk_count_alike(visit: Visit) -> None:
    customer = visit.customer
    bodies = (
        "a" * 160,
        "a" * 161,
        "€" * 80,
        "€" * 81,
        "a" * 152 + "€€€€€",
        "ê",
        "🚲" * 35,
        "🚲" * 67,
    )
    for n, body in enumerate(bodies, 1):
        customer.field.fill(body)
        _, encoding, segments = customer.count.inner_text().split(" · ")
        customer.send.click()
        sent = customer.here.locator(".own .meta")
        expect(sent).to_have_count(n)
        expect(sent.last).to_have_text(f"{encoding.partition(' ')[0]} · {segments}")


def test_a_line_break_and_an_idea(visit: Visit) -> None:
    customer = visit.customer
    customer.here.get_by_role("button", name="Hello, is my bike ready?").click()
    expect(customer.field).to_be_focused()
    visit.page.keyboard.press("Shift+Enter")
    visit.page.keyboard.type("It is blue.")
    customer.send.click()
    expect(customer.said.first).to_be_visible()
    assert customer.said.first.text_content() == "Hello, is my bike ready?\nIt is blue."


def test_what_was_begun_waits_in_its_conversation(visit: Visit) -> None:
    visit.claimed_by_ben()
    visit.ben.field.fill("Half a")
    visit.ben.back.click()
    visit.ben.compose.click()
    expect(visit.ben.field).to_have_value("")
    visit.ben.back.click()
    visit.ben.row(RELAY).click()
    expect(visit.ben.field).to_have_value("Half a")
    expect(visit.ben.count).to_contain_text("6/160")


def test_an_agent_may_be_a_customer_too(visit: Visit) -> None:
    ben = visit.ben
    ben.compose.click()
    visit.page.keyboard.type(SHOP)
    visit.page.keyboard.press("Enter")
    visit.page.keyboard.type("I'm ill tomorrow.")
    ben.send.click()
    expect(ben.title(SHOP)).to_be_visible()
    expect(ben.said).to_have_text(["I'm ill tomorrow.", re.compile("your message is in")])


def test_a_text_that_does_not_leave_comes_back(visit: Visit) -> None:
    visit.ben.compose.click()
    visit.ben.field.fill("To nobody")
    visit.ben.send.click()
    expect(visit.ben.here.get_by_role("textbox", name="To which number?")).to_be_focused()
    expect(visit.ben.field).to_have_value("To nobody")


def test_the_page_speaks_french(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Français").click()
    expect(visit.page.locator("html")).to_have_attribute("lang", "fr")
    client = visit.phone("Client 1")
    expect(client.here.get_by_role("textbox", name="Écrire un message")).to_be_visible()
    visit.page.reload()
    expect(client.here).to_be_visible()
    visit.page.get_by_role("button", name="English").click()
    expect(visit.customer.here).to_be_visible()
