"""Every sentence the bot itself says, so that an editor can read them in one sitting.

Nothing here is about a story. `{…}` is filled in where a phrase is used; what is filled in is
never read as a pattern again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.text import words


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """What people say to a bot besides asking, and what it says back.

    Attributes:
        says: The bot's answer.
        wholes: Messages, in normalised words, that are this kind of small talk.
        cores: A message made of these words and of `FILLERS` only is this kind of small talk.
    """

    says: str
    wholes: frozenset[str] = frozenset()
    cores: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Phrases:
    """The bot's own words in one language."""

    language: str

    # Instead of an answer
    out_of_scope: str
    ambiguous: str
    withdrawn: str
    try_these: str
    too_long: str
    unknown_command: str
    not_text: str
    outdated_button: str
    failed: str

    # Around an answer
    said: str  # {name}, {role}
    said_without_role: str  # {name}
    paragraph: str  # {numbers}
    paragraphs: str  # {numbers}
    cut: str

    # Commands
    start: str
    help: str
    about: str
    privacy: str
    summary: str
    longer: str
    shorter: str
    no_such_quote: str
    no_quotes: str
    next_quote: str
    count: str  # {number}, {total}
    topics: str
    topic: str  # {topic}
    no_topics: str
    source: str
    no_url: str
    commands: Mapping[str, str]
    description: str  # shown in an empty chat, 512 characters at the most
    short_description: str  # shown in the profile, 120 characters at the most

    # In the terminal
    chat_intro: str
    chat_prompt: str

    small_talk: Mapping[str, SmallTalk]
    fillers: frozenset[str]

    def small_talk_in(self, message: str) -> SmallTalk | None:
        """Return the kind of small talk that a whole message is, or None for a question.

        >>> ENGLISH.small_talk_in("Hellooo there!!").says == ENGLISH.small_talk["greeting"].says
        True
        >>> ENGLISH.small_talk_in("hello, who is Sergeev?") is None
        True
        """
        bare = message.strip()
        if not any(c.isalnum() for c in bare):
            signs = all(c in "?!.,;:¿¡…-–—()'\"*/+=_~ \n" for c in bare)
            return self.small_talk["signs" if signs else "emoji"]
        if bare.casefold().startswith(("http://", "https://", "www.", "t.me/")):
            return self.small_talk["link"] if len(bare.split()) == 1 else None
        said = [_without_drawl(word) for word in words(bare)]
        plain = " ".join(said)
        for kind in self.small_talk.values():
            of_cores = kind.cores and not kind.cores.isdisjoint(said)
            if plain in kind.wholes or (of_cores and kind.cores.union(self.fillers) >= {*said}):
                return kind
        return None


def _without_drawl(word: str) -> str:
    """Return `word` with a letter that is drawn out written once: "hiiii", "thanksss".

    >>> _without_drawl("hellooooo"), _without_drawl("hello")
    ('hello', 'hello')
    """
    return re.sub(r"(.)\1{2,}", r"\1", word)


def _messages(text: str) -> frozenset[str]:
    return frozenset(" ".join(words(line)) for line in text.split("|"))


ENGLISH = Phrases(
    language="en",
    out_of_scope="I can’t find an answer to that in this story. It may not be in there.",
    ambiguous="I’m not sure which of these you mean:",
    withdrawn="The editors have taken this answer down: {reason}",
    try_these="You could ask:",
    too_long="That is a long one: {length} characters. Please ask in {limit} at the most.",
    unknown_command="I don’t know that command. Just ask in your own words, or see /help.",
    not_text="I can only read text. Ask me about the story in your own words.",
    outdated_button="That button is from an older version of the story. Please ask again.",
    failed="Something went wrong on my side and you got no answer. Please ask again.",
    said="{name}, {role}",
    said_without_role="{name}",
    paragraph="paragraph {numbers}",
    paragraphs="paragraphs {numbers}",
    cut="… (cut here; the rest is in the story)",
    start=(
        "Hello! Ask me about this story in your own words. I answer with the story’s own words "
        "and show where they stand, or I tell you that the story does not say."
    ),
    help=(
        "Ask in your own words; typos are fine.\n\n"
        "/summary – the story in short, or /summary long\n"
        "/quote – what was said, word for word; /quote and a topic or a name for those only\n"
        "/topics – what you can ask about\n"
        "/source – where the story is from\n"
        "/about – how I answer, and what you can rely on\n"
        "/privacy – what is kept of what you write"
    ),
    about=(
        "How I answer\n\n"
        "• What stands in a quotation block is a slice of the published story, letter for letter. "
        "It was checked before it went on air.\n"
        "• A sentence above it is an editor’s, and rests on the words below it.\n"
        "• I prove that the words are the story’s. Whether the story is right, I cannot know.\n"
        "• When the story does not say, or I am not sure enough, I tell you so. "
        "I never make anything up: no language model writes my answers."
    ),
    privacy=(
        "What is kept\n\n"
        "Nothing. I answer and forget: your questions, your name and your number are not stored "
        "and not logged. Telegram itself keeps this chat, as it keeps every chat."
    ),
    summary="The story in short",
    longer="Longer",
    shorter="Shorter",
    no_such_quote="I have no quote on that. These I have:",
    no_quotes="This story quotes nobody.",
    next_quote="Next quote",
    count="quote {number} of {total}",
    topics="What would you like to know about?",
    topic="You can ask about {topic}:",
    no_topics="The editors have not sorted this story into topics. Just ask.",
    source="Where the story is from",
    no_url="The editors have given no address for it.",
    commands={
        "summary": "The story in short",
        "quote": "What was said, word for word",
        "topics": "What you can ask about",
        "source": "Where the story is from",
        "help": "How to ask",
        "about": "How I answer, and what you can rely on",
        "privacy": "What is kept of what you write",
    },
    description=(
        "Ask me about a news story in your own words.\n\n"
        "I answer with the story’s own words and show where they stand, or I tell you that the "
        "story does not say. I never make anything up."
    ),
    short_description="Ask about a story: its own words, with the place, or an honest no.",
    chat_intro="Ask about the story in your own words. /help shows more; an empty line ends it.",
    chat_prompt="you> ",
    small_talk={
        "greeting": SmallTalk(
            "Hello! Ask me anything about the story.",
            cores=frozenset(
                "hi hello hey hiya howdy yo hallo hola greetings morning evening afternoon privet "
                "start sup wassup gday".split()
            ),
            wholes=_messages("good day|good morning|good evening|what is up|whats up|what up"),
        ),
        "thanks": SmallTalk(
            "You’re welcome! Is there more you would like to know?",
            cores=frozenset(
                "thanks thank thx ty tnx cheers merci spasibo gracias danke thankyou".split()
            ),
            wholes=_messages("many thanks|thanks for your help|much appreciated|appreciate it"),
        ),
        "farewell": SmallTalk(
            "Goodbye! Come back when you have a question.",
            cores=frozenset("bye goodbye cya ciao farewell".split()),
            wholes=_messages("see you|see ya|see you later|good night|have a nice day|bye bye"),
        ),
        "who_are_you": SmallTalk(
            "I am a bot that answers questions about one story, with the story’s own words. "
            "/about says what you can rely on.",
            wholes=_messages(
                "who are you|what are you|who r u|are you a bot|are you a robot|are you human|"
                "are you real|are you ai|are you an ai|are you chatgpt|what is your name|"
                "what's your name|whats your name|what can you do|what do you do|what can i ask|"
                "what can i ask you|"
                "help|help me|how do you work|how does this work|how does it work|who made you|"
                "what is this bot|what is this|who created you|tell me about yourself|"
                "introduce yourself|is this a bot|am i talking to a bot|are you a person"
            ),
        ),
        "how_are_you": SmallTalk(
            "Fine, thank you, and ready for your questions.",
            wholes=_messages(
                "how are you|how r u|how are you doing|how is it going|"
                "how's it going|hows it going|how's life|"
                "how do you do|"
                "hows life|how are things|how are you today|are you ok|are you there|you there|"
                "anyone there|is anybody there|is anyone there|hello are you there|you ok"
            ),
        ),
        "praise": SmallTalk(
            "Thank you! Is there more you would like to know?",
            cores=frozenset(
                "cool nice great awesome wow perfect excellent good lol haha ok okay k yes yep "
                "yeah sure no nope hmm interesting amazing fine right alright".split()
            ),
            wholes=_messages(
                "well done|good job|nice one|good bot|nice work|got it|i see|love it|i love you|"
                "makes sense|you are great|you are the best|understood"
            ),
        ),
        "complaint": SmallTalk(
            "I am sorry. Try asking in other words, or see /topics for what I can answer.",
            wholes=_messages(
                "you are stupid|stupid bot|bad bot|you are useless|this is useless|wtf|wrong|"
                "that is wrong|not helpful|you suck|i hate you|idiot|fuck you|shut up|fuck off|"
                "you are wrong|that is not what i asked|not what i asked|useless bot|dumb bot"
            ),
        ),
        "test": SmallTalk("I am here. Ask me about the story.", cores=frozenset({"test", "ping"})),
        "emoji": SmallTalk("🙂 Ask me about the story in your own words."),
        "link": SmallTalk("I cannot open links. Ask me about the story in your own words."),
        "signs": SmallTalk("What would you like to know about the story?"),
    },
    fillers=frozenset(
        "a and again all bot dear everyone for good guys it man mate my friend much nice oh ok "
        "please pls really so sir that the there this to u very well you your "
        "day one two".split()
    ),
)

PHRASES: Mapping[str, Phrases] = {"en": ENGLISH}


def phrases_for(language: str | None) -> Phrases:
    """Return the bot's words in a reader's language (BCP 47, may be None), else in English.

    >>> phrases_for("en-GB").language, phrases_for(None).language
    ('en', 'en')
    """
    return PHRASES.get((language or "").partition("-")[0].casefold(), ENGLISH)
