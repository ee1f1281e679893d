"""One long story: forty messages about the plants of one bathroom."""

from goodwill.conversations.enums import Status
from goodwill.demo.script import Plot, Turn, answers, writes

_SAID = (
    "I'm doing up my bathroom and want it to be a jungle. There's a window to the east, 60 by 90 centimetres. Where do I begin?",
    "what a lovely plan. Begin with the light: how far is the bath from the window, and does the window open inwards?",
    "A metre and a half, and yes, inwards. So nothing tall on the sill, I suppose.",
    "exactly. Then: hanging plants beside the window, ferns around the bath, and one big one in the corner.",
    "The corner has a radiator. Is that a problem?",
    "only in winter. Is there a shelf above it, or could there be one?",
    "There could be. My brother-in-law has a drill and time.",
    "a shelf at 1.60 m, then, and a Boston fern on it. They like the rising warmth as long as they're watered.",
    "Shelf is up. It's slightly crooked. The fern won't mind, will it?",
    "ferns have no sense of the horizontal.",
    "Ha. Which size of fern?",
    "the 17 cm pot: it will be twice as wide by next summer.",
    "Ordered. And the hanging ones?",
    "two golden pothos. Cut them whenever they reach the bath.",
    "My daughter asks whether they can be trained around the mirror.",
    "they can, with those small clear hooks. Please tell her that it's a very good idea.",
    "She is nine and now insufferable. The parcel came today, everything is fine. Photo attached.",
    "it looks wonderful already. Leave them for a week before you hang them up.",
    "One of the pothos has a yellow leaf. Already!",
    "that's the journey. One leaf is a postage stamp, five would be a letter of complaint.",
    "I like that. It stayed at one.",
    "good. How is the fern on its crooked shelf?",
    "Shedding tiny leaves into the bath, like confetti.",
    "too dry, then. Once a week take it into the shower with you, or at least without you.",
    "It has been showered. The drain is now part of the jungle.",
    "a small sieve over the drain, sixty pence, saves marriages.",
    "Bought. What about the big one for the corner?",
    "I'd take a bird of paradise, if the ceiling is higher than 2.40 m.",
    "2.52. My brother-in-law measured twice.",
    "then it has about four years before it must be talked to.",
    "Will it flower?",
    "honestly: hardly ever indoors. You take it for its leaves.",
    "Then I'd rather have something that does. Is there any flower that likes steam?",
    "a moth orchid. East window, weekly bath, and it will flower for three months at a time.",
    "An orchid, then! Two, the daughter says.",
    "the daughter is right again: they look lonely alone.",
    "Both ordered. I'll send a photo when everything hangs.",
    "please do. It will go on our wall, beside the snail.",
    "Here it is. The crooked shelf is nearly invisible now. Thank you for your patience with forty questions!",
    "forty messages, and each a pleasure. Give our regards to the daughter, we may have a Saturday job for her in seven years.",
)


def _turn(number: int, words: str) -> Turn:
    is_photo = number in (16, 38)
    if number % 2:
        return answers(words, hours=5, then=Status.RESOLVED if number == len(_SAID) - 1 else Status.PENDING, bare=number > 8)
    return writes(words, hours=11, files=("healthy-plant.png",) if is_photo else ())


PLOTS = (
    Plot(
        "bathroom jungle",
        ("A jungle for the bathroom",),
        tuple(_turn(number, words) for number, words in enumerate(_SAID)),
        customer="Harriet Longbottom",
        agent="teo",
        team="Care",
        tags=("advice",),
        ending=Status.RESOLVED,
        minutes_ago=3100,
    ),
)
