"""Fern & Fable itself: what it sells, who works there and how they write."""

FIRST_ORDER = 14800

PLANTS = (
    "Monstera deliciosa",
    "Calathea orbifolia",
    "fiddle-leaf fig",
    "olive tree",
    "string of pearls",
    "peace lily",
    "Boston fern",
    "maidenhair fern",
    "Pilea peperomioides",
    "rubber plant",
    "bird of paradise",
    "prayer plant",
    "ZZ plant",
    "staghorn fern",
    "Alocasia Polly",
    "golden pothos",
    "hoya kerrii",
    "jade plant",
    "dwarf lemon tree",
    "parlour palm",
)

POTS = (
    "Hollin terracotta pot (18 cm)",
    "Marl glazed pot in sage",
    "Quarry stoneware planter",
    "Tidewater self-watering pot",
    "Linden hanging planter",
    "Sorrel speckled bowl",
    "Old Brick pot with saucer",
    "Pebble pot in chalk white",
)

BOOKS = (
    "The Windowsill Wood",
    "A Year Among Ferns",
    "Roots for Restless People",
    "The Quiet Greenhouse",
    "Moss: A Small History",
    "How Not to Kill a Calathea",
    "The Orchid Keeper's Daughter",
    "Leaf by Leaf",
)

CARRIERS = ("Parcelbird", "NordPost", "Heron Couriers")
CODES = ("FERN10", "HELLO15", "REPOT5", "MOSSY20", "AUTUMNLEAF")
STREETS = ("Orchard Row", "Mill Lane", "Station Road", "Willow Close", "Church Street", "Harbour View", "Elm Terrace", "Quarry Hill")

PASSWORD = "goodwill-demo"  # noqa: S105 - it is meant to be known
# key, name, role, visibility, time zone, signature
AGENTS = (
    ("ada", "Ada Lindqvist", "owner", "all", "Europe/London", "Ada Lindqvist\nFounder, Fern & Fable"),
    ("jonas", "Jonas Weber", "lead", "all", "Europe/London", "Jonas Weber\nCustomer care lead"),
    ("mira", "Mira Okafor", "agent", "all", "Europe/London", "Mira Okafor\nPlants and orders"),
    ("teo", "Teo Silva", "agent", "all", "Europe/Lisbon", "Teo Silva\nPlant care and returns"),
    ("priya", "Priya Nair", "agent", "own", "Europe/London", "Priya Nair\nOrders and returns"),
    ("sam", "Sam Whitlock", "read_only", "all", "Europe/London", ""),
)
TEAMS = {"Care": ("ada", "mira", "teo"), "Orders": ("jonas", "mira", "priya"), "Returns": ("jonas", "teo", "priya")}
WHO_ANSWERS = {
    "Care": (("mira", 4), ("teo", 4), ("ada", 2)),
    "Orders": (("mira", 4), ("jonas", 2), ("priya", 3), ("teo", 1)),
    "Returns": (("teo", 4), ("priya", 3), ("jonas", 2)),
    "": (("mira", 3), ("teo", 2), ("jonas", 2), ("ada", 1)),
}

SIGNATURE = "Fern & Fable · 14 Cheltenham Crescent, Bristol\nPlants, pots and books about both · fernandfable.example"
ACKNOWLEDGEMENT = """Hello {{ customer.first_name | there }},

Thank you for writing to Fern & Fable. A person will read your message: within four hours on weekdays, and on Saturdays until two.

If a plant is in trouble: keep it out of the sun, don't water it "just in case", and send us a photo. That helps more than anything.

Your message has the number {{ conversation.number }}.

Warmly,
the people at Fern & Fable"""

CLOSINGS = {
    "ada": ("Warmly,\nAda", "With green wishes,\nAda", "All the best,\nAda"),
    "jonas": ("Kind regards,\nJonas", "Best regards,\nJonas"),
    "mira": ("Best,\nMira", "All good wishes,\nMira", "Best wishes,\nMira"),
    "teo": ("Cheers,\nTeo", "Happy growing,\nTeo", "Take care,\nTeo"),
    "priya": ("Best wishes,\nPriya", "Kind regards,\nPriya"),
}
GREETINGS = {
    "en": ("Hi {first},", "Hello {first},", "Dear {first},"),
    "de": ("Hallo {first},", "Guten Tag {first},"),
    "fr": ("Bonjour {first},",),
    "es": ("Hola, {first}:",),
    "pl": ("Dzień dobry,",),
    "nl": ("Hallo {first},",),
    "ar": ("مرحباً {first}،",),
}

# agent, text, whether it is a note
DRAFTS = (
    ("ada", "Hi {first},\n\nthank you for asking, and for being so patient. I've had a look at {order} and", False),
    ("mira", "Hello {first},\n\nthat is a good question, and the answer depends a little on", False),
    ("ada", "Ask Teo whether the nursery still has the big ones before we promise anything.", True),
    ("mira", "Hi {first},\n\nI've just been down in the greenhouse to check: the {plant} is", False),
)

CUSTOMER_NOTES = (
    ("mira", "Has a shop of her own in summer; buys in March and in September. Prefers to be written to, not rung."),
    ("jonas", "Third complaint about the same courier. Send with NordPost, whatever the label says."),
    ("ada", "Was at our very first workshop. Always a little something extra in the box, please."),
    ("teo", "Cat called Biscuit who eats everything. Only pet-safe plants."),
    ("priya", "Deliveries to the neighbour at number 12, she is at home."),
    ("mira", "Teaches botany. Don't explain what a stolon is."),
)
