"""Stories about money: invoices, gift cards, discounts, payments."""

from goodwill.conversations.enums import Priority
from goodwill.demo.script import Plot, answers, notes, settles, writes

PLOTS = (
    Plot(
        "invoice",
        ("Invoice for {order}", "Could I have an invoice, please?", "Receipt for my tax return", "Invoice with company name"),
        (
            writes(
                "could you send me an invoice for {order}? I need it for the office, made out to me at {street}, {city}.",
                "I can't find the invoice for my order of {date} anywhere. My accountant is asking. Thank you!",
                "our charity needs a proper invoice for {order} with our address on it: {street}, {city}.",
            ),
            settles(
                "here it is. If anything should be different just tell me and I make a new one.",
                "of course, attached. The next ones you can also download from your account, under “Orders”.",
                files=("invoice",),
            ),
            writes("Got it, thank you!", "Perfect. That was fast.", hours=4),
        ),
        weight=9,
        inbox="orders",
        team="Orders",
        tags=("invoice",),
    ),
    Plot(
        "gift card",
        ("Gift card doesn't work", "Two gift cards at once?", "Gift card for my mother"),
        (
            writes(
                "I got a gift card over £40 and the till says “already used”. I've certainly not used it! It begins with GF-{count}.",
                "can I pay with two gift cards at once? The shop lets me enter only one.",
                "I bought a gift card for my mother on {date} and it never reached her. She does look in her spam, I taught her.",
            ),
            notes(
                "The card was reserved by an unfinished order. Released.",
                "Second one this week who wants to use two cards. On the list for the shop.",
                "The address has a letter too many. Sending it again.",
            ),
            answers(
                "found it: your card was tied to a basket that was never paid, maybe in another window. I've freed it and you can use it "
                "now.",
                "not in the shop yet, I'm sorry. Send me the two numbers and I put them together on one card.",
                "the address had a letter too many. I've sent it again, to the right one this time. It should be there within minutes.",
            ),
            writes(
                "It works now, thank you!",
                "Here they are: GF-{count}-A and GF-{count}-B. Thanks!",
                "She has it. Thank you for your help.",
                hours=7,
            ),
        ),
        weight=6,
        team="Orders",
        tags=("gift card",),
    ),
    Plot(
        "discount",
        ("Code {code} not working", "Forgot to enter my code", "{code} says expired"),
        (
            writes(
                "the code {code} from your newsletter says “not valid for these items”. There's a {plant} and a {pot} in my basket.",
                "I've just placed {order} and forgot to enter {code}. Is there any chance to take it off afterwards?",
                "your mail says that {code} runs until the end of the month, and the shop says that it has expired.",
            ),
            settles(
                "sorry about that: {code} isn't valid for books and for what is reduced already, and the page should say so more "
                "clearly. Use THANKYOU instead, it works for everything in your basket.",
                "no problem: I've taken the discount off your order and refunded the difference.",
                "you're right, somebody set the clock wrong. It works again now, and a week longer to make up for it.",
            ),
            writes("Lovely, that worked. Thank you!", "That's very fair. Thanks!", hours=3),
        ),
        weight=8,
        team="Orders",
        tags=("discount",),
    ),
    Plot(
        "double charge",
        ("Charged twice", "Two payments for {order}", "Double booking on my card", "Please check my payment"),
        (
            writes(
                "my bank shows two payments of {price} for {order}, both from {day}. I ordered only once. Please give one back.",
                "the payment page hung, so I tried again, and now there are two bookings over {price}. Screenshots on request.",
            ),
            notes(
                "One authorisation, one capture. The authorisation falls off by itself within 5 days. No refund needed.",
                "Two captures within a minute, both ours. One sent back.",
            ),
            answers(
                "I've looked at both. Only one has been collected; the other is a reservation that your bank drops by itself within five "
                "days. If it's still there on {weekday}, tell me and I ring the payment provider.",
                "you're right, both were collected. I've sent one back a moment ago, it should be on your account within three working "
                "days. Please excuse the fright.",
            ),
            writes("The second one has vanished, as you said. Thank you.", "The money is back. Thanks for sorting it out.", hours=70),
        ),
        weight=5,
        inbox="orders",
        team="Orders",
        tags=("payment", "refund"),
        priority=Priority.HIGH,
    ),
    Plot(
        "payment refused",
        ("Payment declined", "Can't check out"),
        (
            writes(
                "the checkout refuses my card with “error 402”, although it works everywhere else. Basket: a {plant} and “{book}”.",
                "each time I press “pay” the page just loads again. I've tried two browsers. I'd really like that {plant}!",
            ),
            answers(
                "the bank asked for a confirmation in its app and didn't get one in time. Could you try once more with the phone beside "
                "you? If it fails again I send you a payment link.",
                "thank you for not giving up. We had a fault between nine and ten this morning, it's mended. Your basket is still there.",
            ),
            writes("That was it. Order {order} is in!", "It went through. Thank you.", hours=4),
        ),
        weight=4,
        team="Orders",
        tags=("payment",),
    ),
)
