"""A day of 10,000 contacts: nobody waits for ever, work is shared fairly, and priority is respected."""

from random import Random

from tests.workforce.simulating import Day, contacts, could_ever, staff


def test_a_day_of_ten_thousand_contacts_starves_nobody_and_respects_priority():
    random = Random(20318)
    day = Day(staff(90, random), contacts(10_000, random), random, all_day=True)
    outcome = day.run()
    # Nobody got what a higher one waited for that they could have had, and nobody what they could not have.
    assert (outcome.overtaken, outcome.given_while_unable) == (0, 0)
    assert [need for need in day.queue if could_ever(need, day.crew.values())] == []
    assert len(outcome.waits) + outcome.left == 10_000
    assert max(outcome.waits.values()) < 600


def test_what_is_more_than_they_can_do_still_starves_nobody():
    """With too few people low priorities wait for long, but none longer than what raises it above all others takes."""
    random = Random(1203)
    day = Day(staff(45, random, alike=True), contacts(6_000, random, hours=8), random, all_day=True)
    outcome = day.run()
    assert (outcome.overtaken, outcome.left) == (0, 0)
    assert max(outcome.waits.values()) < 5 * 3600


def test_equally_skilled_agents_get_equal_work_for_their_time():
    random = Random(4711)
    day = Day(staff(75, random, alike=True), contacts(10_000, random), random, all_day=True)
    day.run()
    assert day.unfairness() < 0.05
