"""What Fern & Fable sells, with prices in pence, and where it lies."""

# What each plant costs small and large (in pots of 12 and of 17 cm).
PLANT_PRICES = {
    "Monstera deliciosa": (2200, 4600),
    "Calathea orbifolia": (2400, 3900),
    "fiddle-leaf fig": (2900, 5800),
    "olive tree": (3400, 6400),
    "string of pearls": (1400, 2400),
    "peace lily": (1600, 2900),
    "Boston fern": (1400, 2250),
    "maidenhair fern": (1290, 2200),
    "Pilea peperomioides": (1200, 2200),
    "rubber plant": (1800, 3450),
    "bird of paradise": (2900, 6900),
    "prayer plant": (1650, 2400),
    "ZZ plant": (1800, 3400),
    "staghorn fern": (2400, 3900),
    "Alocasia Polly": (2200, 3400),
    "golden pothos": (1200, 1990),
    "hoya kerrii": (1450, 2900),
    "jade plant": (1100, 2400),
    "dwarf lemon tree": (3400, 5800),
    "parlour palm": (1490, 2900),
}
SIZES = ("12 cm", "17 cm")
POT_PRICES = {
    "Hollin terracotta pot (18 cm)": 1400,
    "Marl glazed pot in sage": 2200,
    "Quarry stoneware planter": 3900,
    "Tidewater self-watering pot": 2990,
    "Linden hanging planter": 1850,
    "Sorrel speckled bowl": 2400,
    "Old Brick pot with saucer": 1650,
    "Pebble pot in chalk white": 1990,
}
BOOK_PRICES = {
    "The Windowsill Wood": 1499,
    "A Year Among Ferns": 1850,
    "Roots for Restless People": 1299,
    "The Quiet Greenhouse": 1650,
    "Moss: A Small History": 1999,
    "How Not to Kill a Calathea": 999,
    "The Orchid Keeper's Daughter": 1099,
    "Leaf by Leaf": 1450,
}
SUNDRIES = {
    "Loose Mix potting soil (10 l)": 890,
    "Slow leaf feed": 750,
    "Brass mister": 1850,
    "Long-necked watering can": 2600,
    "Yellow sticky traps (10)": 490,
    "Nematodes against fungus gnats": 790,
}

WAREHOUSE = ("warehouse", "Avonmouth warehouse")
SHOP = ("shop", "Cheltenham Crescent")
# Title and option of what is sold out, and in how many days it is expected; without a number nobody knows.
SOLD_OUT = {
    ("fiddle-leaf fig", "17 cm"): 6,
    ("string of pearls", "17 cm"): 11,
    ("dwarf lemon tree", "17 cm"): 24,
    ("staghorn fern", "17 cm"): 3,
    ("hoya kerrii", "17 cm"): None,
}

# Days on the way, and the fee in pence.
SHIPPING = {"Standard": (2, 4, 490), "Express": (1, 1, 990), "Abroad": (3, 6, 990), "Click & collect": (1, 1, 0)}
FREE_FROM = 6000
HOLDS = 30

# kind, words, whether it has digits
PAYMENTS = (
    ("credit_card", "Visa", True),
    ("credit_card", "Mastercard", True),
    ("paypal", "PayPal", False),
    ("apple_pay", "Apple Pay", False),
    ("credit_card", "Visa", True),
)
