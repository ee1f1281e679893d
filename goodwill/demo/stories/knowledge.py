"""What the shop tells its agents, and what these have written down for each other."""

from typing import Any

from goodwill.coaching.enums import Kind

DELAY: dict[str, Any] = {
    "kind": Kind.DELAY,
    "title": "Parcels are one to two days late in the whole country",
    "text": (
        "A sorting centre is closed since last night. What is on its way arrives **one to two days later**; nothing is lost.\n\n"
        "- Plants can stand four days in the box.\n- Offer a replacement only when a parcel is older than six days."
    ),
    "matchers": [
        {"name": "words", "words": ["where is my", "tracking page", "still isn't here", "still waiting", "should have come"]},
        {"name": "status", "statuses": ["open"]},
    ],
    "suggested_reply": (
        "Dear {{ customer.first_name | customer }},\n\nthank you for writing. A sorting centre of the carrier is closed since yesterday, "
        "so your parcel takes one to two days longer. Your plant can stand that well: it is watered and packed for four days.\n\n"
        "If it has not come by the end of this week, write to me and a new one leaves at once."
    ),
}
PROMOTION: dict[str, Any] = {
    "kind": Kind.PROMOTION,
    "title": "Autumn week: 15 % off all ferns with FERNWEH",
    "text": "Customers have had it by mail since Wednesday. It works in the shop on its own; you needn't do anything.",
    "terms": "- Once per customer\n- Not on gift cards, not together with another code\n- Orders from before are not changed",
    "matchers": [{"name": "words", "words": ["FERNWEH", "discount code", "autumn week"]}],
    "suggested_reply": (
        "Enter FERNWEH at checkout and all ferns are 15 % off, until Saturday. It can be used once, and not with another code."
    ),
}
PROBLEM: dict[str, Any] = {
    "kind": Kind.PROBLEM,
    "title": "Gift cards are refused at checkout on phones",
    "text": "Our shop's maker knows. **Until it is mended:** ask the customer to order on a computer, or take the amount off by hand.",
    "matchers": [{"name": "words", "words": ["gift card"]}],
    "suggested_reply": (
        "I'm sorry: our checkout refuses gift cards on phones just now. On a computer it works; or tell me the order, and I take the "
        "amount off for you."
    ),
}
RELEASE: dict[str, Any] = {
    "kind": Kind.RELEASE,
    "title": "Returns start on the customer's own page",
    "text": "From now on customers find **Send it back** beside each order. They need no address and no form from us any more.",
}

# Title, author, text, topic, script.
ARTICLES: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "Yellow leaves: too much water, nearly always",
        "mira",
        "# Ask first\n- How often is it watered, and how much?\n- Is there a hole in the pot?\n"
        "- Do the yellow leaves sit below or above?\n\n# What to say\n"
        "Yellow leaves from below upward mean too much water. Let the soil dry to a finger's depth, then water once a week.\n\n"
        "Yellow at the top, with green veins, is hunger: feed it every second week.",
        "Plant care",
        "",
    ),
    (
        "Spider mites and other guests",
        "teo",
        "Fine webs, sticky leaves, small dots that move.\n\n1. Shower the plant from below, three days in a row.\n"
        "2. Put a bag over it overnight.\n3. Look at its neighbours.\n\n"
        "We replace a plant that brought them along within 30 days; a photo is enough.",
        "Plant care",
        "",
    ),
    (
        "What counts as damaged on arrival",
        "jonas",
        "Within **48 hours** a photo is enough. Later, ask what happened since.\n\n- A broken pot alone: a new pot by letter.\n"
        "- Torn leaves: a voucher; the plant lives.\n- A broken stem or dry roots: a new plant.",
        "Damaged",
        "Damaged on arrival",
    ),
    (
        "Frost: what leaves us below zero",
        "priya",
        "Below −2 °C at the destination we hold parcels back until Monday, or add a heat pack (1.90 €, free above 60 €).\n\n"
        "Customers get a mail when theirs is held. Who can't wait signs for the risk: note it in the conversation.",
        "",
        "",
    ),
    (
        "Parcels to Switzerland and Norway",
        "mira",
        "Plants need a health certificate there. It takes two working days and is made by our nursery.\n\n"
        "Duty is paid by the customer; we repay it when the plant goes back for our fault.",
        "Delivery",
        "",
    ),
    (
        "Invoices with a company's address",
        "teo",
        "The store makes them anew for 30 days: open the order, change the billing address, send the invoice again. "
        "Later the bookkeeping does it; put the conversation to the team Orders with the full address.",
        "Invoice",
        "",
    ),
)
