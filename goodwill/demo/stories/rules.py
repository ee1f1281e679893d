"""What Fern & Fable holds in each country, and what it adds to the desk's own policy."""

from typing import Any

# country, days to return, legal withdrawal, months of warranty, free returns, (days, fee in pence), methods, rights, words
COUNTRIES = (
    (
        "GB",
        30,
        14,
        24,
        True,
        (2, 4, 490),
        ("Card", "PayPal", "Apple Pay"),
        "Consumer Contracts Regulations 2013: 14 days to cancel.\nConsumer Rights Act 2015: repair, replacement or money back.",
        "Plants may come back within 30 days if they are as healthy as when they left. Labels are free.",
    ),
    (
        "DE",
        30,
        14,
        24,
        False,
        (3, 5, 990),
        ("Card", "PayPal"),
        "Widerrufsrecht: 14 Tage nach Erhalt (§ 355 BGB).\nGesetzliche Gewährleistung: 24 Monate (§ 437 BGB).",
        "Duty and tax are in the price. The customer pays for the way back, unless something was wrong.",
    ),
    (
        "FR",
        30,
        14,
        24,
        False,
        (3, 5, 990),
        ("Card", "PayPal"),
        "Droit de rétractation : 14 jours après la livraison.\nGarantie légale de conformité : deux ans.",
        "Duty and tax are in the price. The customer pays for the way back, unless something was wrong.",
    ),
    (
        "IE",
        30,
        14,
        24,
        True,
        (3, 5, 990),
        ("Card", "PayPal", "Apple Pay"),
        "Consumer Rights Act 2022: 14 days to cancel after delivery; repair, replacement or money back.",
        "Northern Ireland and the Republic: labels are free. Plants travel with a passport.",
    ),
)

BUDGET = ("Spring sale goodwill", 40000)
RULES: tuple[dict[str, Any], ...] = (
    {
        "name": "Broken, wrong or lost: send it again",
        "kinds": ["reship"],
        "amount": 7500,
        "per": "order",
        "reasons": ["damaged", "wrong_item", "not_arrived"],
        "explanation": "What arrives broken, wrong or not at all is sent again at once, up to £75 for an order.",
    },
    {
        "name": "Spring sale: a little goodwill",
        "kinds": ["points", "credit"],
        "amount": 1500,
        "per": "customer",
        "reasons": ["late", "goodwill"],
        "explanation": "Who waited for a parcel gets points or a little credit, up to £15 a year for each customer.",
    },
)

# In which stories a request waits (the first of them that is still open), what is asked, why, and since how many minutes.
WAITING = (
    (
        ("broken pot", "wrong plant", "arrived limp", "twice, the first"),
        "refund",
        "damaged",
        "This customer has been with us since the first workshop. I would give all of it back, not only the pot.",
        38,
    ),
    (
        ("says delivered", "late parcel", "en français", "po polsku"),
        "refund",
        "not_arrived",
        "Third parcel from this depot. The customer would rather have the money than wait for another one.",
        96,
    ),
)
