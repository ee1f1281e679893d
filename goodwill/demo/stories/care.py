"""Stories about plants that are not well, or that somebody wants to keep well."""

from goodwill.demo.script import Plot, answers, notes, settles, writes

PLOTS = (
    Plot(
        "yellow leaves",
        ("Yellow leaves on my {plant}", "Why is my {plant} turning yellow?", "Help, it's going yellow", "{plant}: yellow from below"),
        (
            writes(
                "I've had my {plant} for about six weeks. Since last week the lower leaves have been turning yellow, one after the "
                "other. I water it every other day. Photo attached. What am I doing wrong?",
                "three yellow leaves this week, and it was so happy in summer! It stands half a metre from the radiator and gets water on "
                "Sundays. Is it the heating?",
                "please look at the photo. Is this normal for a {plant} in autumn, or should I repot it?",
                files=("yellow-leaves.png",),
            ),
            answers(
                "thank you for the photo, it tells the whole story: that is too much water. Let the top three centimetres dry out before "
                "you water again (your finger knows best), and tip away what stands in the saucer. The yellow leaves won't turn green "
                "again, but no new ones should follow.",
                "it is the heating, and the water with it: dry air above, wet feet below. Move it a metre away, put the pot on a tray "
                "with wet pebbles, and water every other Sunday only.",
                "don't worry, that is quite usual when the days get shorter. It grows less, so it drinks less. Water half as often, "
                "leave the feed until March, and the repotting too.",
            ),
            writes(
                "That makes sense. I'll put the watering can away! Should I cut the yellow ones off?",
                "Thank you. And how do I know when it's thirsty?",
                hours=8,
            ),
            settles(
                "yes, cut them close to the stem; it saves the plant some strength. And have patience: it takes about three weeks until "
                "you see a difference.",
                "lift the pot: a thirsty plant is surprisingly light. After a fortnight you'll know its weight by heart.",
            ),
        ),
        weight=14,
        team="Care",
        tags=("plant care",),
    ),
    Plot(
        "pests",
        ("Small white things on my {plant}", "Tiny flies everywhere", "Are these spider mites?"),
        (
            writes(
                "there are white woolly dots in the leaf joints of my {plant}. They don't move. I've attached a picture. Is it something "
                "bad, and will it spread to the others?",
                "since I brought the {plant} home there have been tiny black flies around the window. My flatmates are not amused.",
                "the leaves of my {plant} feel sticky and have fine webs below. I wiped them, and three days later they were back.",
                files=("pests.png",),
            ),
            answers(
                "those are mealybugs. They look worse than they are: dab each with a cotton bud dipped in spirit, and again after a week. "
                "Keep the plant away from the others for a month, and check the joints.",
                "fungus gnats: a nuisance, but harmless. Let the soil dry, hang up a yellow trap, and water from below for three weeks. "
                "Nematodes finish the rest; I've put a free packet on your account.",
                "that sounds like spider mites. They hate water: shower the leaves from below every third day, four times. No poison "
                "needed.",
            ),
            writes(
                "Cotton buds bought, the battle has begun. Thank you!",
                "Two weeks later: I think we have won. Not one to be seen, and the flatmates are amused again.",
                "Four showers later the webs are gone. Thank you! It seems to like them.",
                hours=60,
            ),
        ),
        weight=9,
        team="Care",
        tags=("plant care", "pests"),
    ),
    Plot(
        "repotting",
        ("Repotting: now or in spring?", "A pot without a hole", "Which soil for a {plant}?"),
        (
            writes(
                "roots are growing out of the hole of my {plant}. Is it all right to repot it now, or should I wait until spring? And "
                "how big should the new pot be?",
                "I bought the {pot} for my {plant}. It has no hole at the bottom. Can I plant into it directly?",
                "which soil would you take for a {plant}? There are so many bags, and they all have the same leaf on the front.",
            ),
            answers(
                "it can wait until March: in winter it would stand in wet soil that it doesn't use. Then take a pot two centimetres "
                "wider, no more.",
                "better not: without a hole the roots drown sooner or later. Leave it in its plastic pot and let the {pot} be its coat.",
                "half potting compost, a quarter bark, a quarter perlite; it should fall apart in your hand. Our “Loose Mix” is exactly "
                "that, but you can stir your own.",
            ),
            writes(
                "Brilliant, thank you. March it is.", "That's clear, thanks a lot!", "Mixed and potted. Falls apart as it should!", hours=12
            ),
        ),
        weight=9,
        team="Care",
        tags=("plant care", "repotting"),
    ),
    Plot(
        "cat",
        ("Is the {plant} safe for cats?", "Is a peace lily a lily?", "Dog digs in the plant pot"),
        (
            writes(
                "we've just adopted a cat who chews everything. Is a {plant} dangerous for her? And what could we have instead?",
                "my vet says that lilies are poison for cats. Is a peace lily a lily? We have one of yours in the bedroom.",
                "our dog digs in the pot of the {plant}, and I'd like to know whether I have to worry about more than the carpet.",
            ),
            answers(
                "good that you ask first. To be safe: ferns, calatheas, prayer plants, parlour palms and Pilea are harmless to cats and "
                "dogs. Peace lilies, pothos, monstera and rubber plants irritate mouth and stomach and should hang high. If something "
                "has been eaten and the animal behaves oddly, please ring your vet at once rather than us.",
                "a peace lily isn't a true lily, so it won't harm the kidneys, but it stings in the mouth and most cats try it only "
                "once. I'd move it out of the bedroom all the same. A Boston fern would look just as good there, and can be chewed.",
                "the soil does no harm, unless you've just fed the plant: fertiliser upsets a dog's stomach. A layer of big pebbles on "
                "top spoils the fun of digging. Leaves of monstera, pothos or rubber plants shouldn't be eaten; should it happen, ring "
                "your vet.",
            ),
            writes(
                "Very helpful, thank you. The cat says hello.",
                "A fern it will be. Thank you!",
                "Pebbles are in. He looks offended.",
                hours=6,
            ),
        ),
        weight=6,
        team="Care",
        tags=("plant care", "pets"),
    ),
    Plot(
        "light",
        ("Plants for a dark hallway", "Which plant for the bathroom?", "Something that survives me"),
        (
            writes(
                "my hallway has one small window to the north, and I'd love something green there. Is there anything that would live, or "
                "am I asking too much?",
                "I'm looking for a plant for a bathroom with a window, warm and steamy twice a day. A friend said {plant}. What do you "
                "say?",
                "I travel a lot and have killed a cactus. Do you have something for people like me?",
            ),
            answers(
                "you aren't asking too much: a ZZ plant or a golden pothos will manage, and in a metre's distance from the window a "
                "parlour palm too. None of them will grow fast there, but all will live.",
                "steam is what ferns dream of. A Boston fern on a shelf, or a maidenhair if you like a challenge. The {plant} would "
                "rather have dry air.",
                "a ZZ plant. It stores water in its roots and takes a month of neglect as a compliment. Please don't water it out of "
                "guilt.",
            ),
            writes("Ordered: {order}. Let's see who gives up first.", "Thank you, that's what I'll take!", hours=20),
        ),
        weight=7,
        team="Care",
        tags=("advice",),
    ),
    Plot(
        "what is it",
        ("Found at my grandmother's", "What plant is this?"),
        (
            writes(
                "my grandmother left me this plant (photo). She called it “the old lady”. Nobody knows what it is, and I'd like to look "
                "after it properly.",
                "could you tell me what this is? It was in the flat when I moved in and it's the only thing that the former tenants left.",
                files=("healthy-plant.png",),
            ),
            answers(
                "what a lovely inheritance. As far as I can see it's a rubber plant, and judging by its stem more than twenty years old. "
                "Bright place, no cold draught, water when the soil is dry on top. Could you send a photo of a leaf from below, to be "
                "quite sure?",
                "that looks like a rubber plant, and a very contented one. Could you send me a photo of a leaf from below? Then I'm sure.",
            ),
            writes("Here's the underside. Thank you for taking the time!", hours=16, files=("pale-leaves.png",)),
            notes("Looked at it with Ada: definitely Ficus elastica, a bit of old scale damage, nothing alive."),
            settles("now I'm sure: Ficus elastica. Wipe the leaves with a wet cloth now and then and she'll see another twenty years."),
        ),
        weight=5,
        team="Care",
        tags=("advice",),
    ),
    Plot(
        "brown tips",
        ("{plant} with brown tips", "Crispy edges"),
        (
            writes(
                "my {plant} gets brown tips on every new leaf, although I mist it twice a day. What else can I do?",
                "crispy brown edges all round. Could it be our tap water? It's very hard here in {city}.",
            ),
            settles(
                "misting feels kind, but it dries within minutes. A tray with wet pebbles below the pot does more, and so does a "
                "neighbour: plants in a group keep each other moist. And try rain water, many of the fussy ones dislike lime.",
                "quite likely. Let the water stand overnight or use rain water, and flush the pot well once a month. The brown tips can "
                "be cut off with scissors; leave a hair of brown so that you don't wound the green.",
            ),
        ),
        weight=6,
        team="Care",
        tags=("plant care",),
    ),
    Plot(
        "holiday",
        ("Three weeks of holiday", "Self-watering pots?"),
        (
            writes(
                "we're away for three weeks from {weekday}, and nobody can water. There's a {plant}, a {plant2} and about ten smaller "
                "ones. What would you do?",
                "does the Tidewater pot really last two weeks? I don't want to come home to a {plant} in a desert.",
            ),
            answers(
                "water them well the evening before, move them together into the darkest room that isn't cold, and put the thirsty ones "
                "on a wet towel in the bath. Most survive three weeks of that with a shrug.",
                "for a middle-sized plant, yes: ours went seventeen days in August. Fill it, let the roots find the wick for a month "
                "first, and then you can go.",
            ),
            writes("The bathtub jungle is ready. Thank you!", "Good to know, thanks. I'll order one.", hours=10),
        ),
        weight=5,
        team="Care",
        tags=("advice",),
    ),
)
