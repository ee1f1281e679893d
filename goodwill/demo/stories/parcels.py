"""Stories about parcels: late, lost, delivered to nobody, sent to an old address, held at the border."""

from goodwill.conversations.enums import Priority
from goodwill.demo.script import Plot, answers, notes, settles, writes

PLOTS = (
    Plot(
        "late parcel",
        (
            "Where is my order {order}?",
            "Order {order} has not arrived",
            "{order}: still waiting",
            "Parcel late?",
            "My {plant} is somewhere between you and me",
        ),
        (
            writes(
                "I ordered a {plant} on {date} and it still isn't here. The tracking page ({tracking}) has said “out for delivery” since "
                "{day}. Could you find out what {carrier} is doing with it? I don't like the idea of a living thing in a van for this "
                "long.",
                "my order {order} should have come on {day}. The last thing {carrier} says is that it left the depot. Is it lost? It's a "
                "birthday present and the birthday is on {weekday}.",
                "quick question about {order} ({plant} and a {pot}). Tracking number {tracking} hasn't moved for three days. Should I be "
                "worried, or is that normal for {city}?",
                "I've been in every evening this week waiting for {carrier} and nobody has rung. Order {order}. Please can somebody tell "
                "me where my {plant} is?",
            ),
            answers(
                "I'm sorry, that is too long for a plant to be in a box. I have just spoken to {carrier}: the parcel was sorted to the "
                "wrong depot and is on a van to {city} now. It should be with you by {weekday}. I keep an eye on it until it is.",
                "thank you for telling us. {carrier} admits that they lost sight of it on {day}. I've opened a search, which takes two "
                "working days at most. If they don't find it, I send you a new {plant} the same day, without any fuss.",
                "you have every right to ask. The driver noted a wrong house number, so it went back to the depot. I have corrected it and "
                "asked for delivery on {weekday}. Is there a neighbour who could take it?",
            ),
            writes(
                "It came this morning! A bit thirsty, but all leaves on. Thank you for chasing it.",
                "Update from {city}: the parcel is here and the {plant} is already on the windowsill. Thanks for your help, that was "
                "quick.",
                "Arrived today. The box had seen things, the plant had not. Brilliant packing. Thank you!",
                hours=40,
            ),
            settles(
                "I'm so glad. Give it a good drink, keep it out of direct sun for a week, and it will forget all about its journey.",
                "what a relief! A week in a quiet spot and it will be itself again. Enjoy it.",
            ),
        ),
        weight=15,
        inbox="orders",
        team="Orders",
        tags=("late parcel",),
    ),
    Plot(
        "says delivered",
        ("Tracking says delivered, but it isn't here", "{order} delivered?", "Not received: {order}", "Parcel “left in a safe place”"),
        (
            writes(
                "{carrier} says that my parcel was delivered yesterday at 14:12 and “left in a safe place”. There is no safe place here, "
                "and no parcel. I've asked both neighbours. Order {order}.",
                "according to the tracking {tracking} my order was handed to a resident at {street}. I live alone and I was at work! What "
                "happens now?",
                "the photo that the courier took shows a blue door. Mine is green. So somebody in {city} now has my {plant}…",
            ),
            notes(
                "Photo on the carrier's page shows number 41, not the customer's house. @Jonas the third one from this depot this month.",
                "GPS of the hand-over is two streets off. Opened a claim with {carrier}.",
            ),
            answers(
                "that is not your mistake, and you won't pay for it. I've looked at the driver's photo and it is clearly another house. "
                "{carrier} has until tomorrow noon to fetch it back; otherwise a new one leaves here the same afternoon.",
                "thank you for asking the neighbours, that helps. I've told {carrier} to go back to where they left it. Whatever they "
                "find, you will have your order by {weekday}: found or sent again.",
            ),
            writes(
                "A very nice man from number 41 has just brought it over. All is well, thank you!",
                "Nothing so far, I'm afraid. Please send it again if you can.",
                hours=26,
            ),
            settles(
                "good, then we close the book on this one. I have told {carrier} to correct their map, so that the next parcel finds you.",
                "thank you for letting me know. Whatever still turns up is yours to keep, you have waited long enough.",
            ),
        ),
        weight=9,
        inbox="orders",
        team="Orders",
        tags=("late parcel", "carrier claim"),
        priority=Priority.HIGH,
    ),
    Plot(
        "address change",
        ("Wrong address on {order}", "Can I change the delivery address?", "We're moving! Order {order}"),
        (
            writes(
                "I've just noticed that {order} is going to my old flat. Can you send it to {street}, {city} instead? I ordered an hour "
                "ago, so I hope it hasn't left.",
                "silly me: autofill put in my parents' address. The right one is {street}, {city}. Is it too late?",
                "we are moving on {weekday} and the {plant} would arrive in an empty house. Could it go to {street}, {city}? Same name on "
                "the bell.",
            ),
            answers(
                "caught it in time: {order} now goes to {street}, {city}. You'll get a new confirmation in a minute, please have a look at "
                "the postcode.",
                "done. It was already in its box, but not yet on the van. The new label says {street}, {city}.",
            ),
            writes("Perfect, that was quick. Thank you!", "You're a star. The postcode is right.", hours=2),
        ),
        weight=8,
        inbox="orders",
        team="Orders",
        tags=("address",),
        priority=Priority.HIGH,
    ),
    Plot(
        "customs",
        ("Customs charges for {order}?", "Parcel held at the border", "Do you send plants to {city}?"),
        (
            writes(
                "{carrier} wants another {price} from me for import duty before they deliver {order}. Your page says that all charges are "
                "included. Which is true?",
                "my parcel is held at customs in {city} because a plant passport is missing. Can you send me the document?",
                "before I order: do you send plants to {city}, and what comes on top at the border?",
            ),
            answers(
                "our page is right, and the carrier isn't: duty is paid by us. Please don't pay anything. I've sent {carrier} the receipt "
                "and they will release the parcel today.",
                "the plant passport is printed on the box, under the label, where some officers don't look. I've sent them a copy by "
                "mail, and they have promised to let the parcel go this afternoon.",
                "we do, twice a week, with a plant passport. Duty and tax are in the price that you see, and nothing comes on top.",
            ),
            writes(
                "Thank you, delivered today without a charge.",
                "They called, all sorted. Thanks for being so quick about it.",
                "That's good to hear. I've just ordered: {order}.",
                hours=44,
            ),
        ),
        weight=5,
        inbox="orders",
        team="Orders",
        tags=("customs",),
    ),
    Plot(
        "click and collect",
        ("Picking up {order} on Saturday", "Can my brother collect my order?", "Collecting after six"),
        (
            writes(
                "I chose click and collect for {order}. Until when can I come on Saturday, and is there a place to stop with a car?",
                "could my brother pick up the {plant}? I'm away until {weekday}. What does he need to bring?",
                "your mail says that {order} is ready. I can only come after six. Is anybody there?",
            ),
            answers(
                "Saturdays we are here from ten to two. There is a loading bay in the yard behind number 14: ring the bell and we carry it "
                "out for you.",
                "of course. The order number is enough: {order}. We keep it watered for up to ten days.",
                "the door closes at six, but Mira is in the greenhouse until seven on Thursdays. Knock on the green door.",
            ),
            writes(
                "Great, see you then!", "Perfect, thank you. He'll be there at eleven.", "Thursday it is. The green door, then!", hours=5
            ),
        ),
        weight=6,
        inbox="orders",
        team="Orders",
        tags=("collection",),
    ),
    Plot(
        "cancel",
        ("Please cancel {order}", "{order} and {order2} are the same"),
        (
            writes(
                "please cancel {order}, if it hasn't been packed. I measured my window again and a {plant} simply won't fit.",
                "I pressed the button twice, so now there are {order} and {order2}. One {plant} is enough for my flat. Could you cancel "
                "the second?",
            ),
            settles(
                "done: it's cancelled and {price} is on its way back to your card. That takes two to four working days.",
                "no problem at all, it happens every week. {order2} is cancelled and refunded; {order} leaves tomorrow.",
            ),
        ),
        weight=6,
        inbox="orders",
        team="Orders",
        tags=("refund",),
    ),
)
