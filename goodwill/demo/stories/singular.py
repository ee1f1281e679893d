"""Stories that happen once: the odd forms that messages take, and what goes wrong with them."""

from goodwill.conversations.enums import Priority, Status
from goodwill.demo.script import Plot, answers, interjects, notes, settles, writes

NEWSLETTER = """<html><body style="background:#f4f1ea;font-family:Georgia,serif"><table width="600" align="center" cellpadding="0">
<tr><td style="padding:24px;background:#2f4f3a;color:#ffffff"><h1>The Potter's Post</h1><p>Glazes, kilns and one very good mug</p></td></tr>
<tr><td><img src="https://images.pottersguild.example/header-autumn.jpg" width="600" height="200" alt="Pots in the autumn sun"></td></tr>
<tr><td style="padding:24px"><h2>New this season</h2><p>Our trade catalogue is here: <b>42 new shapes</b> in six glazes, and matching
saucers at last.</p><p><a href="https://pottersguild.example/catalogue?from=mail">See the catalogue</a></p>
<table width="100%"><tr><td><img src="https://images.pottersguild.example/moss.jpg" width="180" alt="Moss glaze"><br>Moss</td>
<td><img src="https://images.pottersguild.example/slate.jpg" width="180" alt="Slate glaze"><br>Slate</td>
<td><img src="https://images.pottersguild.example/oat.jpg" width="180" alt="Oat glaze"><br>Oat</td></tr></table></td></tr>
<tr><td style="padding:12px;font-size:11px;color:#777777">You get this letter because you asked for it at a fair.
<a href="https://pottersguild.example/unsubscribe">Unsubscribe</a></td></tr></table></body></html>"""

PLOTS = (
    Plot(
        "right to left",
        ("استفسار عن نبتة المونستيرا",),
        (
            writes(
                "اشتريت من متجركم نبتة مونستيرا قبل شهر، وبدأت الأوراق السفلية تصفرّ. أسقيها كل يومين وهي قرب النافذة. ماذا أفعل؟\n\n"
                "رقم الطلب {order}. أرفقت صورة.",
                files=("yellow-leaves.png",),
            ),
            answers(
                "شكراً على رسالتك وعلى الصورة. السبب هو كثرة الماء: دعي التربة تجفّ قليلاً قبل السقي التالي، وأبعدي النبتة متراً عن النافذة.",
                hours=2,
            ),
            writes("شكراً جزيلاً! سأجرّب ذلك وأخبركم بعد أسبوعين.", hours=3),
        ),
        details={"plant": "Monstera deliciosa"},
        language="ar",
        agent="mira",
        team="Care",
        tags=("plant care",),
        ending=Status.OPEN,
        minutes_ago=52,
    ),
    Plot(
        "very long subject",
        (
            "Question about the watering, the light, the pot, the soil, the feed, the saucer and the general state of mind of my "
            "{plant}, which I have had since the summer of last year and which has now begun to lean towards the door",
        ),
        (writes("The subject says it all, I'm afraid. It leans. Should I turn it, stake it, or let it go where it wants to go?", hours=1),),
        customer="Maximiliana Theodora von Hohenfels-Schwarzenbach zu Altenburg",
        team="Care",
        ending=Status.OPEN,
        minutes_ago=23,
        is_unassigned=True,
    ),
    Plot(
        "nothing but a picture",
        ("",),
        (writes("", bare=True, files=("crushed-parcel.png",)),),
        inbox="orders",
        customer="Fergus Macrae",
        ending=Status.OPEN,
        minutes_ago=36,
        is_unassigned=True,
    ),
    Plot(
        "newsletter",
        ("The Potter's Post: 42 new shapes for autumn",),
        (
            writes(
                "New this season: our trade catalogue is here, with 42 new shapes in six glazes.",
                bare=True,
                html=NEWSLETTER,
                headers=(
                    ("List-Unsubscribe", "<https://pottersguild.example/unsubscribe>"),
                    ("List-Id", "The Potter's Post <post.pottersguild.example>"),
                    ("Precedence", "bulk"),
                ),
            ),
        ),
        customer="The Potter's Guild",
        ending=Status.OPEN,
        minutes_ago=185,
        is_unassigned=True,
    ),
    Plot(
        "picture in the text",
        ("Which of the two stems should I cut?",),
        (
            writes(
                "have a look at this one:\n\nThe left stem is longer, the right one has more leaves. I'd like it to be bushy rather than "
                "tall. Which one goes?",
                inline="healthy-plant.png",
            ),
            answers(
                "the left one, about two fingers above the second leaf. Put the cutting into a glass of water and you'll have two plants "
                "by spring."
            ),
        ),
        customer="Imogen Tate",
        agent="teo",
        team="Care",
        tags=("plant care",),
        ending=Status.PENDING,
        minutes_ago=75,
    ),
    Plot(
        "invitation",
        ("Invitation: Call about plants for the lobby",),
        (
            writes(
                "we'd like to talk about {count} plants for our lobby. I've attached an invitation for a call; if the time doesn't suit "
                "you, just suggest another.",
                files=("invitation",),
            ),
            notes("@Ada this one is for you, I think: the lobby has 60 square metres. I can join the call.", by="jonas"),
        ),
        customer="Philippa Greaves",
        agent="ada",
        team="Orders",
        tags=("wholesale",),
        ending=Status.OPEN,
        minutes_ago=64,
        priority=Priority.HIGH,
    ),
    Plot(
        "somebody else answers",
        ("Plants for the reading room ({order})",),
        (
            writes("we've ordered twelve ferns for our reading room. Could they come on a Monday, when we're closed?", hours=30),
            answers("of course: Monday the week after next, between nine and twelve. Who will be there to open?"),
            writes("I'm on leave then, but I forward this to our caretaker, who will write to you.", hours=6),
            interjects(
                "Good morning, I'm the caretaker of the library. Monday is fine. Please come to the gate in Elm Terrace and ring twice; "
                "the lift takes 200 kilos.\n\nReginald Moss",
                hours=5,
            ),
        ),
        details={"plant": "Boston fern"},
        customer="Ruth Abernathy",
        agent="jonas",
        inbox="orders",
        team="Orders",
        tags=("wholesale",),
        ending=Status.OPEN,
        minutes_ago=140,
        verdict="verified",
    ),
    Plot(
        "bounced",
        ("Catalogue on paper?",),
        (
            writes("do you have a catalogue on paper? I'd like to send it to my aunt, who has no computer. My other address is below."),
            answers("we do, a small one. I've put two into the post for you: one for the aunt and one for yourself."),
        ),
        customer="Roland Whitaker",
        agent="mira",
        team="Orders",
        ending=Status.OPEN,
        minutes_ago=215,
        happening="bounce",
    ),
    Plot(
        "could not be sent",
        ("Photos for the care sheet",),
        (
            writes("may I use your care sheet for our allotment newsletter? We'd name the source, of course."),
            answers(
                "with pleasure. You find the sheet under “Care” on our page, and we're glad if you name us.",
                fails="550 5.7.1 The mail server of the recipient refuses messages from this network.",
            ),
        ),
        customer="Gwendolyn Achterberg",
        agent="teo",
        team="Care",
        ending=Status.OPEN,
        minutes_ago=300,
    ),
    Plot(
        "away",
        ("Your quote for {count} planters",),
        (
            writes("thank you for your call. Could you send me the quote in writing, made out to the council?", hours=20),
            answers("here it is: {count} planters in stoneware, delivered in April. It holds for six weeks."),
        ),
        customer="Anneliese Braithwaite",
        agent="jonas",
        team="Orders",
        tags=("wholesale",),
        ending=Status.PENDING,
        minutes_ago=400,
        happening="auto_reply",
    ),
    Plot(
        "not who it seems",
        ("Urgent: change of bank account for your supplier payments",),
        (
            writes(
                "our bank details have changed. Please pay all open invoices to the new account from today on and confirm by "
                "return.\n\nThis is urgent, do not call.",
                bare=True,
            ),
            notes("DMARC fails, and our contact at the nursery knows nothing of it. @Ada @Jonas please don't answer.", by="mira"),
        ),
        customer="Green Hollow Nursery",
        agent="ada",
        team="Orders",
        tags=("suspicious",),
        ending=Status.OPEN,
        minutes_ago=165,
        verdict="spoofed",
        priority=Priority.URGENT,
    ),
    Plot(
        "twice, the first",
        ("Wrong size of pot in {order}",),
        (
            writes("the pot in {order} is the small one, and I ordered the big one. What shall I do?"),
            answers("sorry about that! The big one leaves today. You can keep the small one.", hours=2),
        ),
        customer="Desmond Achebe",
        agent="priya",
        inbox="orders",
        team="Returns",
        tags=("wrong item",),
        ending=Status.PENDING,
        minutes_ago=450,
    ),
    Plot(
        "twice, the second",
        ("{order}, I forgot the photo",),
        (writes("I forgot the photo in my other mail. Here it is, with a ruler for size.", bare=True, files=("wrong-plant.png",)),),
        customer="Desmond Achebe",
        agent="priya",
        inbox="orders",
        team="Returns",
        ending=Status.OPEN,
        minutes_ago=430,
        happening="merge",
        is_unassigned=True,
    ),
    Plot(
        "for the owner",
        ("Article about your shop",),
        (
            writes(
                "I write for a small magazine about shops with a soul. May I come for a morning and look over your shoulder? I'd need an "
                "hour with the founder and a photo of the greenhouse."
            ),
            notes("@Ada press! The magazine looks lovely. Shall I suggest Thursday?", by="mira"),
        ),
        customer="Talia Rosenberg",
        agent="ada",
        team="Care",
        tags=("press",),
        ending=Status.OPEN,
        minutes_ago=110,
    ),
    Plot(
        "an old friend",
        ("Greenhouse windows",),
        (
            writes("the glazier can come on the 14th or on the 21st. Which is better for you? The putty needs two dry days.", hours=2),
            answers("the 21st, please. The cuttings have moved out by then.", by="ada", hours=1),
            writes("The 21st it is. I'll bring the ladder.", hours=1),
            settles("Perfect. There will be cake.", by="ada", bare=True, hours=1),
        ),
        customer="Bartholomew Finch",
        agent="ada",
        team="Care",
        ending=Status.RESOLVED,
        minutes_ago=1700,
    ),
)
