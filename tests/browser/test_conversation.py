"""The conversation that `make try` is for, from the first text to the last."""

import re

from playwright.sync_api import expect

from .visit import FLAT, RELAY, RELAY_2, SHOP, Visit

ACK = re.compile("^Atelier Vélo: .*your message is in")
ANSWER = "Sure: bring it in before 4, it's ready at 6."


def test_a_text_goes_in_and_an_answer_comes_out(visit: Visit) -> None:
    customer, anna, ben = visit.customer, visit.anna, visit.ben
    expect(customer.title(SHOP)).to_be_visible()
    customer.write(FLAT)
    expect(customer.said).to_have_text([FLAT, ACK])
    expect(customer.delivered).to_have_count(1)

    # Both agents hear of it, from a number that is neither the shop's nor the customer's.
    expect(ben.row(RELAY)).to_contain_text("#101")
    expect(anna.row(RELAY)).to_contain_text("#101")
    assert visit.buzzed() >= {"Anna", "Ben"}
    ben.row(RELAY).click()
    expect(ben.title(RELAY)).to_be_visible()
    expect(ben.said).to_have_text([re.compile(f"^\\* NEW #101 .*{re.escape(FLAT)}$", re.DOTALL)])

    # Ben answers, word for word; Anna is told.
    ben.write(ANSWER)
    expect(customer.said).to_have_text([FLAT, ACK, ANSWER])
    expect(ben.delivered).to_have_count(1)
    expect(anna.row(RELAY)).to_contain_text("Ben s'occupe de #101")

    # Anna comes too late: her text is held, and she reads so.
    anna.row(RELAY).click()
    anna.write("Nearly done, tomorrow.")
    expect(anna.said.last).to_contain_text('PAS ENCORE envoyé : "Nearly done, tomorrow."')

    # What follows is Ben's alone.
    customer.write("Great, thanks!")
    expect(ben.said.last).to_have_text("Great, thanks!")
    ben.write("/done")
    expect(ben.said.last).to_contain_text(re.compile("#101 .*closed"))
    assert visit.world.settle()
    expect(customer.said).to_have_text([FLAT, ACK, ANSWER, "Great, thanks!"])
    expect(customer.meta).to_have_text(["GSM-7 · 1 segment"] * 4)
    expect(anna.said).to_have_count(4)
    expect(visit.page.locator(".steps .done")).to_have_count(3)


def test_two_customers_are_two_conversations(visit: Visit) -> None:
    visit.claimed_by_ben()
    visit.customer_2.write("Are you open on Sunday?")
    banner = visit.ben.here.locator(".banner")
    expect(banner).to_contain_text(RELAY_2)
    banner.click()
    expect(visit.ben.title(RELAY_2)).to_be_visible()
    visit.ben.write("From 10 to 4.")
    expect(visit.customer_2.said.last).to_have_text("From 10 to 4.")
    expect(visit.customer.said.last).to_have_text("Sure!")
    visit.ben.back.click()
    expect(visit.ben.rows).to_contain_text([RELAY_2, RELAY])  # the newest first


def test_all_is_there_again_after_a_reload(visit: Visit) -> None:
    visit.claimed_by_ben()
    visit.page.reload()
    expect(visit.customer.said).to_have_text([FLAT, ACK, "Sure!"])
    visit.ben.row(RELAY).click()
    expect(visit.ben.said).to_have_count(2)
