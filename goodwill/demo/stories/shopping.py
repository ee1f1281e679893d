"""Stories about wishes: what is in stock, what to read, plants for offices, weddings and schools."""

from goodwill.conversations.enums import Priority
from goodwill.demo.script import Plot, answers, notes, settles, writes

PLOTS = (
    Plot(
        "back in stock",
        ("Is the {plant} coming back?", "When will you have the {pot} again?"),
        (
            writes(
                "the {plant} has been sold out for weeks. Will you have it again before Christmas, and could you keep one for me?",
                "I saw the {pot} at a friend's and want the same one. Your page says “sold out”. For good, or for now?",
            ),
            answers(
                "yes! The next delivery comes in on {weekday}. I've put your name on one: you get a mail as soon as it's unpacked.",
                "for now: the potter makes a new batch every six weeks. I've put you on the list and you hear from me before it's in the "
                "shop.",
            ),
            writes("Wonderful, I'll wait.", "Thank you! No hurry at all.", hours=9),
        ),
        weight=9,
        team="Orders",
        tags=("stock",),
    ),
    Plot(
        "book tip",
        ("A book for a retired beginner?", "More like “{book}”?", "A book for a nine-year-old"),
        (
            writes(
                "my father has retired and discovered houseplants. He reads everything and believes nothing. Which of your books should "
                "I give him? He's got “{book}” already.",
                "I loved “{book}”. Is there anything like it: a bit of story, a bit of soil?",
                "I'm looking for a book for a nine-year-old who collects moss in jam jars.",
            ),
            settles(
                "try “Roots for Restless People”. It has footnotes for those who believe nothing, and it's funny. If he has it, we swap "
                "it.",
                "then “The Orchid Keeper's Daughter” next: a family, a glasshouse, and one of the best chapters on watering ever written.",
                "“Moss: A Small History”. It's meant for grown-ups, but the drawings are so good that our youngest reader is seven.",
            ),
            writes("Bought. Thank you, I read the first page and want it for myself.", "What a lovely answer. I've ordered it!", hours=15),
        ),
        weight=8,
        team="Care",
        tags=("books", "advice"),
    ),
    Plot(
        "wholesale",
        ("Plants for our café", "{count} pots for a hotel"),
        (
            writes(
                "I run a small café in {city} and would like {count} plants that can stand a lot of people and little light. Do you have "
                "trade prices, and would you deliver and set them up?",
                "we're furnishing a hotel in {city} and need {count} of the {pot}, delivered in two parts in spring. Could you quote?",
            ),
            notes("@Ada over £500, so this one is yours if you want it. They sound serious."),
            answers(
                "what a nice idea. Above twenty pieces there is a trade discount of 15 percent, and we deliver ourselves around Bristol, "
                "elsewhere with {carrier} on a pallet. Would a call on {weekday} suit you? I'd like to hear about the light.",
                "thank you for thinking of us. I've written to the potter for dates and come back to you with a quote by {weekday}.",
            ),
            writes("{weekday} at ten is perfect. You can reach me on the number below.", "Thanks, looking forward to it.", hours=19),
            answers(
                "it's in the diary. I'll ring at ten and bring a list of what likes coffee steam.",
                "here are the figures: {count} pieces at a discount of 15 percent, half of them in March and half in May. The quote "
                "holds for four weeks.",
                hours=2,
            ),
        ),
        weight=5,
        team="Orders",
        tags=("wholesale",),
    ),
    Plot(
        "wedding",
        ("{count} small ferns for our wedding", "Plants for a wedding in a barn"),
        (
            writes(
                "we're getting married in June and instead of cut flowers we'd like {count} small ferns on the tables, for guests to "
                "take home. Is that something you do, and by when do you need to know?",
                "could you deliver {count} plants in the Sorrel bowl to a barn near {city}, on a Friday afternoon? It's for a wedding, "
                "so it has to be that Friday.",
            ),
            answers(
                "congratulations! We love these orders. For {count} pieces we need about eight weeks, and we grow a tenth more so that "
                "you can choose. Is a plain clay pot right, or shall I send you three to look at?",
                "what a good idea, and yes: for weddings one of us drives. Could you tell me how wide the tables are?",
            ),
            writes(
                "Three to look at would be wonderful. We'll pay for them, of course.",
                "Eighty centimetres, so nothing too bushy, or the guests can't see each other.",
                hours=22,
            ),
            notes("Quote is in the shared folder. {count} × 12 cm, clay, delivery by ourselves."),
            answers("I've put together a quote and sent three samples to {street}. Take your time, I've reserved your date.", hours=8),
            writes("The samples are here, and we are in love (with the second one). Please go ahead!", hours=50),
            settles("done, your date is in the book, in ink. I'll write again four weeks before to settle the details."),
        ),
        weight=4,
        team="Orders",
        tags=("wedding", "wholesale"),
    ),
    Plot(
        "school",
        ("Seedlings for year 4", "Plants for our eco club"),
        (
            writes(
                "I teach year 4 and we'd like to grow something that children can't kill within a term. There are {count} of them. Can a "
                "school pay by invoice?",
                "our eco club would like to order {count} small plants for a sale. Is there a price for schools?",
            ),
            answers(
                "spider plants: each makes babies for the next class. For schools there's 20 percent off and payment within 30 days. "
                "Send me the name and address of the school and I set it up.",
                "yes, and a good one: at cost, and a box of old pots for nothing. How many parents have a car?",
            ),
            writes("You are wonderful. The children will write you a letter.", "That's settled then. Details follow tomorrow.", hours=14),
        ),
        weight=4,
        team="Orders",
        tags=("school", "wholesale"),
    ),
    Plot(
        "subscription box",
        ("Leaf Letter: skip two months?", "The same cutting twice", "Cancel the monthly box"),
        (
            writes(
                "could I pause the Leaf Letter box for two months? The windowsill is full and my husband has begun to count.",
                "this month's box had the same cutting as the last one. Was that on purpose?",
                "please stop my subscription after this month. It's been lovely, but we're moving to a smaller place.",
            ),
            settles(
                "paused until the month after next, and nothing is charged in between. You can start it again whenever the sill has room.",
                "it was not, and I'm sorry. Another one is on its way to you, a rarer one as a consolation.",
                "done: this month's box is the last. Thank you for a whole year with us, and good luck with the move!",
            ),
        ),
        weight=6,
        team="Orders",
        tags=("subscription",),
    ),
    Plot(
        "urgent present",
        ("Can it be here by {weekday}?", "Express delivery for {order}?"),
        (
            writes(
                "if I order a {plant} today, can it be in {city} by {weekday}? It's for a colleague who leaves us.",
                "is there express delivery for {order}? And could you put a card in: “Grow well, and don't forget us”?",
            ),
            settles(
                "if you order before two o'clock, yes: {carrier} delivers to {city} the next day. I'd take the express option to be on "
                "the safe side, and the card is on us.",
                "it's packed, marked express, and the card is written by hand. It will be there on {weekday} before noon.",
            ),
            writes("You've saved me. Thank you so much!", hours=5),
        ),
        weight=6,
        inbox="orders",
        team="Orders",
        tags=("present",),
        priority=Priority.HIGH,
    ),
    Plot(
        "workshop",
        ("Two places in the terrarium workshop?", "Repotting evening: ill in bed"),
        (
            writes(
                "are there two places left in the terrarium workshop? And is it suitable for somebody with two left hands?",
                "I booked the repotting evening and have caught a cold. Can I come next time instead?",
            ),
            settles(
                "there are, and I've put your name on them. Left hands are welcome, we have long tweezers.",
                "of course. Get well, you're on the list for the next one, and your ticket stays good.",
            ),
        ),
        weight=4,
        team="Care",
        tags=("workshop",),
    ),
    Plot(
        "thanks",
        ("A happy {plant}", "The snail on the box", "Thank you!"),
        (
            writes(
                "no problem and no question, for once. I wanted to show you my {plant}, one year after you sent it. It has doubled. "
                "Thank you!",
                "the person who packed {order} had drawn a little snail on the box. It made my week. Please tell them.",
                "your advice about the watering worked. New leaves everywhere. Thank you!",
                files=("healthy-plant.png",),
            ),
            settles(
                "what a picture! It hangs in the packing room now, beside the kettle. Thank you for writing.",
                "I've told them, and they've gone red. The snail has been hired for good. Thank you for taking the time, it's the nicest "
                "mail of the day.",
                "new leaves are the best thank-you there is. Turn it by a quarter every week and it will grow straight.",
            ),
        ),
        weight=7,
        team="Care",
        tags=("praise",),
    ),
    Plot(
        "complaint",
        ("This is the third time", "Not what I expect for this price"),
        (
            writes(
                "this is the third time that something is wrong with an order of mine: first late, then the wrong pot, and now the "
                "{plant} has half the leaves it has on your photo. I've been a customer for four years and I'm close to going elsewhere.",
                "I paid {price} for a {plant} that is 20 cm high. Your page says 45. I feel cheated, and nobody answers your phone.",
            ),
            notes(
                "@Ada could you take this one? Four years with us, {count} orders, and all three complaints are justified.",
                "@Ada the customer is right, that is the small size. {count} orders with us so far.",
            ),
            answers(
                "I've read through your last orders, and you're right three times. That isn't bad luck, it's poor work on our side. I'd "
                "like to put it right: a {plant} that I choose myself leaves on {weekday}, and the {price} go back to you. Would you let "
                "me ring you, too?",
                "thank you for saying it so plainly. The plant you got is a size smaller than what you paid for. You can keep it and get "
                "the difference back, or I send the bigger one and you give the small one to somebody you like.",
                by="ada",
            ),
            writes(
                "I didn't expect that, honestly. Thank you. Please send it, and no need to ring.",
                "Thank you for taking it seriously. I'd like the bigger one, please.",
                hours=20,
            ),
            settles("it left an hour ago. I put a card in with my direct number: next time something is wrong, use it.", by="ada"),
        ),
        weight=6,
        team="Orders",
        agent="ada",
        tags=("complaint",),
        priority=Priority.URGENT,
    ),
    Plot(
        "account",
        ("Can't sign in to my account", "Newsletter: unsubscribe", "Change my e-mail address"),
        (
            writes(
                "the link for a new password never arrives. I've tried three times and looked in the spam folder.",
                "please take me off the newsletter list. Nothing against you, there's just too much in my inbox.",
                "could you change the address of my account to {address}? I no longer have the old one.",
            ),
            settles(
                "there was a full stop missing in your address. I've corrected it and sent the link again.",
                "done, you won't get another one. The door stays open.",
                "I've changed it. To be sure that it was you who asked, there's a link to confirm in your inbox.",
            ),
        ),
        weight=5,
        team="Orders",
        tags=("account",),
    ),
)
