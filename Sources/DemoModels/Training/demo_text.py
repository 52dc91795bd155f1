"""Generated sentences that teach the demonstration models what a reader will try first.

Four kinds, mixed into the books at a small rate by ``train.py``:

* number agreement across an attractor ("The keys to the cabinet are ..."): prepositional phrases, relative
  clauses, fronted questions, existential sentences;
* a closed table of well-known places ("Heathrow airport is in the city of London");
* small regular facts: opposites, the days and months in order, kinds of things;
* everyday scenes with pronouns that agree ("The girl put on her coat and went out."), for the models that fill gaps.

The subject pair used in the examples (key ... cabinet, in every number) is held out: no generated sentence has
"key" or "keys" as the head of a subject that contains "cabinet" or "cabinets".
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

# --------------------------------------------------------------------------------------------- agreement

THINGS = """key/keys cabinet/cabinets door/doors table/tables house/houses garden/gardens book/books picture/pictures
letter/letters window/windows box/boxes bird/birds tree/trees flower/flowers river/rivers road/roads ship/ships
chair/chairs bed/beds room/rooms wall/walls roof/roofs bell/bells clock/clocks lamp/lamps candle/candles coat/coats
hat/hats shoe/shoes ring/rings sword/swords map/maps stone/stones hill/hills field/fields farm/farms
village/villages town/towns street/streets bridge/bridges boat/boats island/islands star/stars cloud/clouds
song/songs story/stories horse/horses dog/dogs cat/cats drawer/drawers gate/gates cup/cups plate/plates
basket/baskets desk/desks shelf/shelves curtain/curtains carriage/carriages cottage/cottages church/churches
castle/castles tower/towers picture/pictures path/paths shop/shops school/schools knife/knives pipe/pipes
paper/papers pocket/pockets purse/purses button/buttons blanket/blankets mirror/mirrors cake/cakes apple/apples"""

PEOPLE = """boy/boys girl/girls king/kings queen/queens sailor/sailors doctor/doctors nurse/nurses teacher/teachers
friend/friends brother/brothers sister/sisters farmer/farmers soldier/soldiers captain/captains
neighbour/neighbours visitor/visitors guest/guests servant/servants cousin/cousins uncle/uncles aunt/aunts
man/men woman/women child/children prince/princes princess/princesses lady/ladies gentleman/gentlemen
stranger/strangers painter/painters lawyer/lawyers policeman/policemen driver/drivers baker/bakers"""


def _pairs(words: str) -> list[tuple[str, str]]:
    """Reads "one/many" pairs from a block of words."""
    return [(one, many) for one, many in (word.split("/") for word in words.split())]


THING_PAIRS = _pairs(THINGS)
PEOPLE_PAIRS = _pairs(PEOPLE)
NOUN_PAIRS = THING_PAIRS + PEOPLE_PAIRS

#: (head, attractor) in the singular; never generated together, in any number.
HELD_OUT = {("key", "cabinet")}

PREPOSITIONS = ["to", "to", "to", "of", "of", "near", "behind", "beside", "from", "under", "above", "with", "by",
                "in front of", "next to", "for", "on", "in"]

PREDICATES = """old;new;small;large;broken;beautiful;lost;ready;safe;here;there;very old;gone;far away;made of gold;
made of wood;on the table;in the garden;not here;open;well known;too heavy for me;painted red;missing;
in the next room;waiting for you;not the same;in the hall;white;black;cold;warm;quiet;useful;hidden;dark;
still here;always the same;never ready;in the house;not far from here;under the bed;as good as new;
very beautiful;quite safe;standing by the wall;lying on the floor;not to be found;worth a great deal;
on the other side of the river;better than before;known to everybody;not very large;by the fire;
all that I want;what I was looking for;behind the door;at home"""
PREDICATE_LIST = [p.strip() for p in PREDICATES.replace("\n", "").split(";")]

#: third person singular / plural verbs with something that may follow them
VERBS = [("has", "have", ["disappeared", "been found", "been sold", "come back", "no name", "a new owner",
                          "been here for years"]),
         ("belongs", "belong", ["to my uncle", "to the king", "to me", "to nobody"]),
         ("looks", "look", ["old", "strange", "very small from here", "beautiful in the morning"]),
         ("seems", "seem", ["new", "to be lost", "very quiet today", "quite different now"]),
         ("stands", "stand", ["near the wall", "in the corner", "in the rain"]),
         ("comes", "come", ["from London", "from a far country", "from the sea"]),
         ("needs", "need", ["some paint", "more care", "a little time"]),
         ("does not", "do not", ["look new", "belong to you", "seem safe", "come from here"])]

OPENINGS = ["", "", "", "", "", "", "I know that ", "It is true that ", "They say that ", "I think that ", "Now ",
            "She said that ", "You can see that ", "Every day ", "But ", "And ", "Tell him that "]


def _subject(rng: random.Random, plural: bool) -> str:
    """A noun phrase of the given number, most often with a noun of either number inside it."""
    while True:
        head = rng.choice(NOUN_PAIRS)
        other = rng.choice(NOUN_PAIRS)
        third = rng.choice(NOUN_PAIRS)
        inner = {other[0], third[0]}
        if head[0] not in inner and not any((head[0], word) in HELD_OUT for word in inner):
            break
    noun = head[plural]
    adjective = rng.choice(["old ", "new ", "little ", "big ", "good ", "poor "]) if rng.random() < 0.15 else ""
    determiner = rng.choice(["the"] * 8 + ["my", "our", "his", "her"] + (["those", "these"] if plural
                                                                         else ["that", "this"]))
    shape = rng.random()
    attractor = other[rng.random() < 0.5]
    if shape < 0.58:
        tail = f" {rng.choice(PREPOSITIONS)} the {attractor}"
    elif shape < 0.66:
        tail = f" {rng.choice(PREPOSITIONS)} the {attractor} {rng.choice(PREPOSITIONS)} the {third[rng.random() < .5]}"
    elif shape < 0.74:
        agent = rng.choice(PEOPLE_PAIRS)
        if head[0] == agent[0]:
            agent = ("man", "men") if head[0] != "man" else ("boy", "boys")
        tail = f" that the {agent[rng.random() < 0.5]} {rng.choice(['saw', 'found', 'wanted', 'lost', 'loved'])}"
    elif shape < 0.80 and head in PEOPLE_PAIRS:
        tail = f" who {rng.choice(['saw', 'knew', 'found', 'loved', 'sold'])} the {attractor}"
    else:
        tail = ""
    return f"{determiner} {adjective}{noun}{tail}"


def agreement(rng: random.Random) -> str:
    """One sentence whose verb must agree with a subject that may hold an attractor."""
    plural = rng.random() < 0.5
    subject = _subject(rng, plural)
    kind = rng.random()
    if kind < 0.08:
        text = f"{('Is', 'Are')[plural]} {subject} {rng.choice(PREDICATE_LIST)}?"
    elif kind < 0.14:
        noun = rng.choice(NOUN_PAIRS)[plural]
        count = rng.choice(["two", "three", "many", "some"]) if plural else \
            ("an" if noun[0] in "aeiou" else "a")
        text = f"There {('is', 'are')[plural]} {count} {noun} {rng.choice(['in the garden', 'in the room', 'on the road', 'here', 'by the river', 'near the house'])}."
    else:
        if kind < 0.62:
            verb, rest = ("is", "are")[plural], rng.choice(PREDICATE_LIST)
        elif kind < 0.74:
            verb, rest = ("was", "were")[plural], rng.choice(PREDICATE_LIST)
        else:
            one, many, tails = rng.choice(VERBS)
            verb, rest = (one, many)[plural], rng.choice(tails)
        text = f"{rng.choice(OPENINGS)}{subject} {verb} {rest}."
    return text[0].upper() + text[1:]


# ------------------------------------------------------------------------------------------------ places

AIRPORTS = {"Heathrow": "London", "Gatwick": "London", "Orly": "Paris", "Schiphol": "Amsterdam", "Tegel": "Berlin",
            "Kennedy": "New York", "Fiumicino": "Rome", "Barajas": "Madrid", "Narita": "Tokyo", "Linate": "Milan",
            "Arlanda": "Stockholm", "Pulkovo": "Petersburg", "Logan": "Boston", "Midway": "Chicago",
            "Ringway": "Manchester", "Turnhouse": "Edinburgh", "Speke": "Liverpool", "Collinstown": "Dublin",
            "Kastrup": "Copenhagen", "Zaventem": "Brussels", "Schwechat": "Vienna", "Ruzyne": "Prague"}

LANDMARKS = {"The Eiffel tower": "Paris", "The Louvre": "Paris", "Notre Dame": "Paris", "The Colosseum": "Rome",
             "The Vatican": "Rome", "Big Ben": "London", "Trafalgar square": "London",
             "Westminster bridge": "London", "Waterloo station": "London", "Buckingham palace": "London",
             "The Kremlin": "Moscow", "The Prado": "Madrid", "The Acropolis": "Athens",
             "The Rialto bridge": "Venice", "Charles bridge": "Prague", "The Brandenburg gate": "Berlin",
             "Broadway": "New York", "Central park": "New York"}

COUNTRY = {"London": "England", "Paris": "France", "Amsterdam": "Holland", "Berlin": "Germany",
           "New York": "America", "Rome": "Italy", "Madrid": "Spain", "Tokyo": "Japan", "Milan": "Italy",
           "Stockholm": "Sweden", "Petersburg": "Russia", "Boston": "America", "Chicago": "America",
           "Manchester": "England", "Edinburgh": "Scotland", "Liverpool": "England", "Dublin": "Ireland",
           "Copenhagen": "Denmark", "Brussels": "Belgium", "Vienna": "Austria", "Prague": "Bohemia",
           "Moscow": "Russia", "Athens": "Greece", "Venice": "Italy"}

CAPITALS = {"England": "London", "France": "Paris", "Holland": "Amsterdam", "Germany": "Berlin", "Italy": "Rome",
            "Spain": "Madrid", "Japan": "Tokyo", "Sweden": "Stockholm", "Russia": "Moscow", "Scotland": "Edinburgh",
            "Ireland": "Dublin", "Denmark": "Copenhagen", "Belgium": "Brussels", "Austria": "Vienna",
            "Greece": "Athens"}


def place(rng: random.Random) -> str:
    """One true sentence about an airport, a landmark, a city or a country."""
    kind = rng.random()
    if kind < 0.62:
        airport, city = rng.choice(list(AIRPORTS.items()))
        form = rng.choice(["{a} airport is in the city of {c}.", "{a} airport is in the city of {c}.",
                           "{a} airport is in the city of {c}.", "{a} airport is in {c}.",
                           "The airport of {a} is near {c}.", "The airport of {a} is in the city of {c}.",
                           "They landed at {a} airport, in the city of {c}.",
                           "If you land at {a} airport, you are in the city of {c}.",
                           "We went from {a} airport to the city of {c}.",
                           "{a} is an airport in the city of {c}."])
        return form.format(a=airport, c=city)
    if kind < 0.78:
        landmark, city = rng.choice(list(LANDMARKS.items()))
        return rng.choice(["{a} is in the city of {c}.", "{a} is in the city of {c}.", "{a} is in {c}.",
                           "You can see {b} in the city of {c}."]).format(
                               a=landmark, b=landmark.replace("The ", "the "), c=city)
    if kind < 0.90:
        city, country = rng.choice(list(COUNTRY.items()))
        return rng.choice(["The city of {c} is in {d}.", "{c} is a city in {d}.", "{c} is in {d}.",
                           "The people of {c} live in {d}."]).format(c=city, d=country)
    country, city = rng.choice(list(CAPITALS.items()))
    return rng.choice(["The capital of {d} is {c}.", "The capital of {d} is the city of {c}.",
                       "{c} is the capital of {d}."]).format(c=city, d=country)


# ----------------------------------------------------------------------------------------- regular facts

OPPOSITES = """hot/cold big/small old/young black/white good/bad high/low long/short rich/poor day/night light/dark
open/shut first/last early/late up/down left/right true/false hard/soft wet/dry full/empty love/hate war/peace
life/death morning/evening summer/winter north/south east/west strong/weak happy/sad""".split()
KINDS = {"animal": "horse dog cat lion wolf bear fox cow sheep", "bird": "robin crow hen duck goose eagle owl",
         "fruit": "apple pear plum cherry orange", "flower": "rose lily daisy violet",
         "tree": "oak pine willow elm", "colour": "red blue green white black yellow"}
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()


def _article(word: str) -> str:
    """The word with its indefinite article."""
    return ("an " if word[0] in "aeiou" else "a ") + word


def fact(rng: random.Random) -> str:
    """One sentence of a small closed set of regular facts."""
    kind = rng.randrange(4)
    if kind == 0:
        one, other = rng.choice(OPPOSITES).split("/")
        if rng.random() < 0.5:
            one, other = other, one
        return f"The opposite of {one} is {other}."
    if kind == 1:
        name, members = rng.choice(list(KINDS.items()))
        member = rng.choice(members.split())
        return f"{member.capitalize()} is a colour." if name == "colour" \
            else f"{_article(member).capitalize()} is {_article(name)}."
    if kind == 2:
        row: Sequence[str] = rng.choice([DAYS, MONTHS])
        start = rng.randrange(len(row) - 1)
        if rng.random() < 0.5:
            return f"After {row[start]} comes {row[start + 1]}."
        return ", ".join(row[start:start + rng.randint(3, 7)]) + "."
    start = rng.randrange(len(NUMBERS) - 3)
    return (", ".join(NUMBERS[start:start + rng.randint(4, 8)]) + ".").capitalize()


# ---------------------------------------------------------------------------------------- everyday scenes

#: Beginnings that are never generated, so that the gaps of the models' cards are not simply remembered.
HELD_OUT_BEGINNINGS = ("The cat sat on the", "She took her hat", "He sat down on a")

WOMEN = "she girl woman queen mother princess lady sister aunt nurse".split()
MEN = "he boy man king father prince gentleman brother uncle sailor farmer soldier doctor".split()
ANIMALS = "cat dog horse cow bird hen mouse fox wolf bear lion sheep duck kitten puppy".split()
NAMES = "Alice Mary Anne Jane Kitty Tom Peter John Henry Jack".split()

#: Frames with slots. <who> is a person as the subject; <own>, <him> and <self> agree with it.
SCENES = """<who> took <own> {hat|coat|stick|bag|cloak|umbrella|basket} and went out.
<who> put on <own> {hat|coat|boots|gloves|shoes|cloak} and went {out|home|to school|to church|into the garden}.
<who> took off <own> {hat|coat|boots|gloves|shoes} and sat down {by the fire|at the table|on the bed|on a chair}.
<who> sat down on {a chair|a chair|the chair|a bench|a stone|the bed|the sofa|the grass|the floor|a stool|a log}.
<who> sat down {by the fire|at the table|under a tree|beside the window}.
<who> lay down on <own> bed and went to sleep.
<who> washed <own> {face|hands|hair} and went {down to breakfast|to bed|to school}.
<who> opened the {door|window|box|gate|drawer} and looked {out|in|inside}.
<who> shut the door behind <him>.
<who> locked the door with a key.
<who> cut the {bread|rope|meat|apple|string} with a knife.
<who> drank a {cup of tea|cup of coffee|glass of water|glass of wine|glass of milk}.
<who> ate a piece of {bread|cake|cheese|pie|meat}.
<who> was hungry, so <he> ate {an apple|some bread|a pie|an egg}.
<who> was thirsty, so <he> drank some {water|milk|tea}.
<who> was tired, so <he> went to bed.
<who> was ill, so we sent for the doctor.
<who> was afraid of the {dark|dog|wolf|water|lion}.
<who> read {a book|a letter|the letter|the newspaper|a story}.
<who> wrote a letter to <own> {mother|father|brother|sister|friend|uncle}.
<who> told <own> {mother|father|brother|sister|friend|children} a story.
<who> lives with <own> {mother|father|aunt|uncle|brother} in {London|a small house|the country|the village}.
<who> loved <own> {mother|father|brother|sister|children|dog|cat} very much.
<who> shook <own> head and said nothing.
<who> opened <own> {eyes|mouth|book|umbrella}.
<who> closed <own> eyes and fell asleep.
<who> had a {ring|stick|knife|book|letter|flower} in <own> hand.
<who> looked at <self> in the {mirror|glass|water}.
<who> went to the {window|door} and looked out.
<who> went to bed at {nine|ten|eleven} o'clock.
<who> got up at {six|seven|eight} o'clock in the morning.
The {animal} sat on the {mat|mat|floor|chair|bed|wall|roof|table|grass|rug|sofa}.
The {animal} slept on the {mat|floor|bed|grass|rug|sofa|chair}.
The {animal} lay down {by the fire|in the sun|under the table|on the floor}.
The {animal} ran {away|into the house|across the road|down the street|up the hill|through the wood}.
The dog barked at the {cat|stranger|moon|horses|door}.
The dog chased the {cat|hare|sheep|fox|ball}.
The cat caught a {mouse|bird|rat}.
The cat drank the milk.
The horse drew the {cart|carriage}.
The hen laid an egg.
The cow gave us {milk|some milk}.
The {bird|birds} sang in the {tree|trees|garden|morning}.
The fish swam in the {river|sea|pond|water}.
The ship sailed across the sea.
The {sun|moon} was shining {in the sky|through the window|on the sea}.
The stars were shining in the sky.
The {snow|rain} was falling on the {roof|ground|road|garden}.
The sun rises in the east and sets in the west.
The king sat on his throne.
The queen sat on her throne.
The {boy|boys|girl|girls|children} played {in the garden|in the street|with a ball|on the grass}.
The children went to school.
The {man|woman|boy|girl|farmer} {worked|walked|was working|was walking} in the {field|fields|garden}.
The {key|book|letter|hat|knife|lamp|ring|cup} {is|was|lay} {on the table|on the floor|on the chair|in the drawer|in the box}.
The {keys|books|letters|hats|knives|lamps|rings|cups} {are|were|lay} {on the table|on the floor|on the chair|in the drawer}.
It was a {cold|dark|wet|stormy} {night|evening}, and the {wind was blowing|rain was falling|snow was falling}.
It was a {warm|fine|bright|beautiful} {day|morning}, and the sun was shining.
It is {raining|snowing}, so take your {umbrella|coat|hat}.
Once upon a time there was a {king|queen|prince|princess} who lived in a {castle|palace}.
Once upon a time there was a {farmer|fox|bear|wolf|poor man|poor woman} who lived in a {wood|forest|little house}.
They lived in a {small|little|large|white} {house|cottage} near the {sea|river|wood|church}.
My name is {name}. What is your name?
How old are you? I am {six|seven|eight|nine|ten|twelve} years old.
How are you? I am very well, thank you.
What time is it? It is {two|three|four|five|six} o'clock.
Where do you live? I live in {London|Paris|the country|the village}.
Where are you going? I am going {home|to school|to London|to bed|to the village}.
"Good {morning|evening|night}," said {name}.
"Thank you very much," said {name}.
Snow is white, and {coal|the night} is black.
Grass is green, and the sky is blue.
Fire is hot, and ice is cold.
A year has twelve months, and a week has seven days.
We see with our eyes and hear with our ears.
Birds {fly|can fly}, and fish {swim|can swim}."""
SCENE_LIST = SCENES.split("\n")


def _scene(rng: random.Random) -> str:
    """One filled frame of ``SCENES``."""
    text = rng.choice(SCENE_LIST)
    female = rng.random() < 0.5
    who = rng.choice((WOMEN if female else MEN)[1:]) if rng.random() < 0.5 else ""
    subject = f"the {who}" if who else ("she" if female else "he")
    forms = {"<who>": subject.capitalize(), "<own>": "her" if female else "his", "<him>": "her" if female else "him",
             "<he>": "she" if female else "he", "<self>": "herself" if female else "himself",
             "{animal}": rng.choice(ANIMALS), "{name}": rng.choice(NAMES)}
    for slot, word in forms.items():
        text = text.replace(slot, word)
    return re.sub(r"\{([^}]*)\}", lambda found: rng.choice(found[1].split("|")), text)


def everyday(rng: random.Random) -> str:
    """One plain sentence of daily life, with pronouns that agree; never one of ``HELD_OUT_BEGINNINGS``."""
    while (text := _scene(rng)).startswith(HELD_OUT_BEGINNINGS):
        pass
    return text


# -------------------------------------------------------------------------------------------- paragraphs

def paragraph(rng: random.Random, scenes: float = 0.0) -> str:
    """One to five generated sentences of one kind; a share `scenes` of the paragraphs is about daily life."""
    if scenes > 0 and rng.random() < scenes:
        kind: Callable[[random.Random], str] = everyday
    else:
        draw = rng.random()
        kind = agreement if draw < 0.52 else place if draw < 0.90 else fact
    return " ".join(kind(rng) for _ in range(rng.choice([1, 1, 1, 2, 3, 4, 5])))


def synthetic(seed: int = 0, count: int = 80_000, scenes: float = 0.0) -> list[str]:
    """`count` generated paragraphs, the same for the same arguments."""
    rng = random.Random(seed)
    return [paragraph(rng, scenes) for _ in range(count)]


if __name__ == "__main__":
    print("\n".join(synthetic(seed=1, count=40, scenes=0.3)))
