"""Stories about what comes out of the box: broken, wrong, torn, missing; and what goes back into it."""

from goodwill.conversations.enums import Priority
from goodwill.demo.script import Plot, answers, notes, settles, writes

PLOTS = (
    Plot(
        "broken pot",
        ("Pot arrived broken", "{order}: the {pot} is in pieces", "Broken on arrival", "Cracked pot, sad face"),
        (
            writes(
                "the {pot} arrived in several pieces. The plant inside seems fine, apart from earth everywhere. Photo attached. What do "
                "we do now?",
                "I've just opened {order} and heard that sound nobody wants to hear. The pot has two long cracks, see the picture. The box "
                "itself looked all right from outside.",
                "please see the attached photo of my {pot}. I think it must have been dropped by {carrier}. Could I have a new one? I've "
                "put the {plant} into a salad bowl for the time being.",
                files=("broken-pot.png",),
            ),
            answers(
                "oh no, and after all that bubble wrap. Nothing has to come back. Shall I send the same pot again, or would you rather "
                "have your {price} back?",
                "thank you for the photo, that's all I need. A new {pot} can leave tomorrow morning. Would {weekday} suit you?",
            ),
            writes(
                "A new one, please. The colour is exactly right for that shelf.",
                "The same again would be lovely, thank you. {weekday} is fine.",
                "I'd rather have the money back, if that's all right. I found something at the flea market meanwhile.",
                hours=11,
            ),
            notes("Second broken one from the same batch this week. @Jonas can we ask the packers about double walls for the {pot}?"),
            settles(
                "done, it's taken care of. And please keep the shards: they are perfect for drainage at the bottom of the next pot.",
                "all arranged, you get a mail as soon as it's on its way. Sorry once more for the mess on your floor.",
            ),
        ),
        weight=11,
        inbox="orders",
        team="Returns",
        tags=("damaged", "replacement"),
    ),
    Plot(
        "wrong plant",
        ("This is not a {plant}", "Wrong plant in {order}", "You sent somebody else's plant", "I ordered one thing and got another"),
        (
            writes(
                "I ordered a {plant} and what came is very pretty, but it is certainly not a {plant}. Photo attached. What is it, and what "
                "happens to mine?",
                "my parcel held a snake plant in a white pot. The invoice in it has another name on it, so I suppose that somebody in "
                "another town now has my {plant}. Order {order}.",
                files=("wrong-plant.png",),
            ),
            notes("Labels of {order} and {order2} were swapped at the packing table. Writing to both."),
            answers(
                "you are right: two labels changed places on our packing table. What you have is a snake plant. Your {plant} leaves "
                "today, and please keep the snake plant as an apology. It's very easy company.",
                "I'm sorry for the mix-up. The right plant is on its way with tomorrow's van. You don't need to send anything back, unless "
                "you'd like to: then I send a label.",
            ),
            writes(
                "That's generous, thank you! It has already been given a name.",
                "Thank you. I'll give it to my sister, she kills everything else.",
                hours=14,
            ),
            settles(
                "then both have found a home. The new parcel should be with you on {weekday}.",
                "lovely. Let me know if anything else is amiss.",
            ),
        ),
        weight=6,
        inbox="orders",
        team="Returns",
        tags=("wrong item", "replacement"),
    ),
    Plot(
        "damaged book",
        ("Damaged book", "“{book}” arrived bent", "Corner of the book is crushed", "Book in {order}"),
        (
            writes(
                "“{book}” came with a torn jacket and wet corners. It was meant as a present, so I can't give it away like this. See "
                "photo.",
                "the parcel must have stood in the rain: “{book}” is wavy from front to back. Is that something you replace?",
                files=("torn-book.png",),
            ),
            answers(
                "of course we replace it. By when do you need it for the present?",
                "books and rain, a bad story. A fresh copy of “{book}” leaves today, wrapped in paper and in a bag. Keep the other one for "
                "reading in the bath.",
            ),
            writes("There's no hurry, her birthday is next month. Thank you!", "Thank you so much, that's very kind.", hours=7),
        ),
        weight=6,
        team="Returns",
        tags=("damaged", "books", "replacement"),
    ),
    Plot(
        "missing item",
        ("Something is missing from {order}", "Only half of my order"),
        (
            writes(
                "the {plant} is here and gorgeous, but the {pot} isn't in the box. Does it come separately?",
                "I ordered two things and got one. The packing list says 2, somebody has even ticked it off. “{book}” is missing.",
            ),
            answers(
                "it does: pots travel alone, because they bully plants. The second parcel ({tracking}) should reach you on {weekday}. "
                "Sorry that our mail didn't say so.",
                "I've found it, still on the packing table with your name on it. It leaves today, with a packet of seeds for the wait.",
            ),
            writes("Ah, good. Thank you for looking.", "Found on the doorstep just now. All complete!", hours=30),
        ),
        weight=7,
        inbox="orders",
        team="Orders",
        tags=("missing item",),
    ),
    Plot(
        "arrived limp",
        ("My {plant} looks dreadful", "Frost damage?"),
        (
            writes(
                "the {plant} was four days on the way, and it shows: soft stems, half of the leaves on the floor. I feel sorry for it. "
                "Can it be saved?",
                "I unpacked my {plant} an hour ago. The leaves are limp and have dark patches, as if it had been frozen. It was two "
                "degrees in {city} last night. Photo attached.",
                files=("pale-leaves.png",),
            ),
            answers(
                "poor thing. Unpack it completely, water it once with lukewarm water, and keep it shady for a week. If there is no new "
                "life in it by then we replace it. Send me a photo on {weekday}?",
                "that is frost, I'm afraid. Cut off what is glassy, leave the rest, and don't feed it. I've put a new one aside for you "
                "and we ship it with a heat pack when the nights are milder.",
            ),
            writes(
                "It has pulled itself together! One new leaf is unrolling.",
                "I'm sorry to say that it didn't make it.",
                hours=110,
            ),
            settles(
                "thank you for the news and for your patience with it. I've noted everything here, and should anything happen within the "
                "next weeks, our promise stands.",
                "thank you for trying. I've made a note on your order, you don't have to do anything more.",
            ),
        ),
        weight=7,
        team="Care",
        tags=("damaged", "plant care"),
        priority=Priority.HIGH,
    ),
    Plot(
        "return",
        ("The {pot} doesn't fit", "Returning “{book}”", "Can I return a plant?"),
        (
            writes(
                "the {pot} is lovely but too wide for my shelf. It's unused. How do I send it back, and who pays?",
                "I'd like to return “{book}” from {order}: my partner had bought the same one. It's still wrapped.",
                "is it possible to return a plant? My {plant} doesn't get enough light in my new flat. It's been here for two weeks and "
                "is in good health.",
            ),
            answers(
                "of course, you have 30 days. I've sent you a label by separate mail: stick it over the old one and hand the parcel in "
                "at any {carrier} shop. We pay.",
                "yes, gladly. Put it in the box that it came in, with the label I've just sent. The refund of {price} follows two "
                "working days after it is here.",
            ),
            writes("Handed in at the shop this morning.", "Thanks, it's on its way to you. The receipt number is {tracking}.", hours=50),
            notes("Came in today, in perfect condition. Back to stock, refund {price}."),
            settles(
                "your parcel is here and all is well with it. {price} are on their way to your card.",
                "arrived safely, thank you for packing it so carefully. The refund was sent a minute ago.",
                hours=60,
            ),
        ),
        weight=10,
        inbox="orders",
        team="Returns",
        tags=("return", "refund"),
    ),
    Plot(
        "refund where",
        ("Where is my refund?", "Refund for {order}", "Still no refund", "Money back: how long?"),
        (
            writes(
                "you told me on {date} that {price} was on its way. There's nothing on my account yet. Could you check?",
                "I returned {order} nearly two weeks ago and haven't heard anything since. The parcel was signed for on {day}.",
            ),
            notes(
                "Sent on {day}, reference {tracking}. Must be with the bank.",
                "Parcel was booked in under {order2} by mistake, so the refund never started. Corrected.",
            ),
            settles(
                "I looked it up: the refund left us on {day}, reference {tracking}. Banks may take five working days. If it's not there on "
                "{weekday}, answer this message and I'll ring the payment people.",
                "I'm sorry, this one was our mistake: your parcel was booked in under another number. I've sent the {price} just now, and "
                "it takes at most three working days.",
            ),
        ),
        weight=6,
        inbox="orders",
        team="Returns",
        tags=("refund",),
    ),
)
