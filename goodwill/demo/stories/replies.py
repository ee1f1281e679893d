"""The shop's saved replies: title, team ("" for everybody), who wrote it, text with variables."""

SAVED_REPLIES = (
    (
        "Order on its way",
        "Orders",
        "jonas",
        "Hi {{ customer.first_name | there }},\n\nyour order {{ order.last.number }} has left our greenhouse and is with "
        "{{ order.last.carrier | the carrier }}:\n{{ order.last.tracking_url }}\n\nThe page can take until the evening to wake up; after "
        "that it is accurate to the hour. If nothing has moved by the day after tomorrow, "
        "answer this message and I will chase it.\n\n{{ agent.first_name }}",
    ),
    (
        "Late parcel: we are asking",
        "Orders",
        "jonas",
        "Hi {{ customer.first_name | there }},\n\nI'm sorry that {{ order.last.number | your parcel }} is late. I have asked "
        "{{ order.last.carrier | the carrier }} to search for it ({{ order.last.tracking_number }}), which takes up to two "
        "working days. If it is not found by then we send everything again, without any cost to you.\n\n{{ agent.first_name }}",
    ),
    (
        "Arrived broken",
        "Returns",
        "teo",
        "Hi {{ customer.first_name | there }},\n\noh no. Thank you for the photo, that is all we need: nothing has to come back. Would "
        "you like the same one again, or your money back?\n\n{{ agent.first_name }}",
    ),
    (
        "Return within 30 days",
        "Returns",
        "priya",
        "Hi {{ customer.first_name | there }},\n\nof course. Pots, tools and books can come back until "
        "{{ order.last.return_until }}; plants too, if they are as healthy as when they left. I have attached a label. "
        "The refund follows two working days after the parcel is here.\n\n{{ agent.first_name }}",
    ),
    (
        "Yellow leaves",
        "Care",
        "ada",
        "Hi {{ customer.first_name | there }},\n\nyellow lower leaves are nearly always a sign of too much water, and quickly put right: "
        "let the top three centimetres dry out, empty the saucer half an hour after watering, and leave the feed for a month.\n\nSend me "
        "a photo if new leaves turn yellow as well.\n\n{{ agent.first_name }}",
    ),
    (
        "Fungus gnats",
        "Care",
        "mira",
        "Hi {{ customer.first_name | there }},\n\nthose are fungus gnats: a nuisance, but harmless to a grown plant. Let the soil dry "
        "out on top, put up a yellow sticky trap, and water from below for three weeks. A centimetre of sharp sand on the soil ends "
        "it.\n\n{{ agent.first_name }}",
    ),
    (
        "Repotting in five steps",
        "Care",
        "teo",
        "Hi {{ customer.first_name | there }},\n\n1. Water the day before.\n2. A pot two centimetres wider, no more.\n3. Loosen the "
        "outer roots.\n4. Same depth as before.\n5. No feed for six weeks.\n\nAnd don't worry about a few sulking leaves.\n\n{{ "
        "agent.first_name }}",
    ),
    (
        "Safe for pets?",
        "Care",
        "ada",
        "Hi {{ customer.first_name | there }},\n\nferns, calatheas, parlour palms and hoyas are harmless to cats and dogs. Lilies of any "
        "kind, dieffenbachia, pothos and monstera are not.\n\nIf an animal has chewed something already, please ring a vet rather than "
        "wait for us.\n\n{{ agent.first_name }}",
    ),
    (
        "Back in stock",
        "",
        "mira",
        "Hi {{ customer.first_name | there }},\n\nour next delivery from the nursery comes on a Thursday, and what is on it is in the "
        "shop by Friday noon. I have put you on the list: you hear from {{ inbox.name }} before anybody else does.\n\n{{ "
        "agent.first_name }}",
    ),
    (
        "Invoice attached",
        "",
        "priya",
        "Hi {{ customer.first_name | there }},\n\nhere is your invoice. If it should be made out to a company, send me name, address and "
        "VAT number, and you get a new one.\n\n{{ agent.first_name }}",
    ),
    (
        "Refund is on its way",
        "",
        "jonas",
        "Hi {{ customer.first_name | there }},\n\nyour refund of {{ order.last.refunded }} for {{ order.last.number }} has been "
        "sent. Banks take two to five working days to show it. If it has not "
        "arrived in a week, answer here: the number of this conversation is {{ conversation.number }}.\n\n{{ agent.first_name }}",
    ),
    (
        "Asking for a photo",
        "",
        "teo",
        "Hi {{ customer.first_name | there }},\n\ncould you send me a photo of the whole plant and one of a leaf from below? Daylight is "
        "best. You can just answer this message and attach them.\n\n{{ agent.first_name }}",
    ),
)
