"""What the bot says in English."""

from bot.phrases.wording import Phrases, SmallTalk, messages

ENGLISH = Phrases(
    language="en",
    out_of_scope="I can’t find an answer to that in this story. It may not be in there.",
    ambiguous="I’m not sure which of these you mean:",
    did_you_mean="Did you mean this?",
    withdrawn="The editors have taken this answer down: {reason}",
    try_these="You could ask:",
    too_long="That is a long one: {length} characters. Please ask in {limit} at the most.",
    unknown_command="I don’t know that command. Just ask in your own words, or see /help.",
    not_text="I can only read text. Ask me about the story in your own words.",
    outdated_button="That button is from an older version of the story. Please ask again.",
    failed="Something went wrong on my side and you got no answer. Please ask again.",
    other_language="I know this story in {language} only, so please ask in {language}.",
    too_many="You ask faster than I can answer. What you sent just now I have not read; please "
    "ask again in a minute.",
    said="{name}, {role}",
    said_without_role="{name}",
    paragraph="paragraph {numbers}",
    paragraphs="paragraphs {numbers}",
    cut="… (cut here; the rest is in the story)",
    from_story="“{story}”",
    in_context="In context",
    context="Paragraph {number} of {total}",
    previous_paragraph="‹ {number}",
    next_paragraph="{number} ›",
    back="Back to the answer",
    another_quote="Another quote",
    copy_quote="Copy the quote",
    open_source="Open the source",
    useful="Useful",
    not_asked="Not what I asked",
    thanks_for_rating="Thank you!",
    sorry_for_answer="I am sorry. Try other words, or one of these:",
    tell_me="Tell me when you know",
    will_tell="I will write to you once, if the story answers this within {days} days.",
    cannot_tell="I could not note that. Please ask your question again, then tap once more.",
    told_later="You asked: “{question}”. The story answers that now:",
    # “Is this quote real?”
    verify="Send me a sentence after /verify, or forward it to me: I tell you whether the story "
    "has it word for word.",
    verbatim="Word for word in the story.",
    verbatim_often="Word for word in the story, {count} times; here is the first.",
    same_words="The same words, but other letters or signs. This is what the story has:",
    altered="Not word for word. This is what the story has:",
    difference="The difference: struck out does not stand here in the story, underlined is "
    "missing in what you sent.",
    words_withdrawn="The editors have taken down an answer with these words: {reason}",
    not_found="I can’t find these words in the story.",
    start=(
        "Hello! Ask me about this story in your own words. I answer with the story’s own words "
        "and show where they stand, or I tell you that the story does not say."
    ),
    help=(
        "Ask in your own words; typos are fine.\n\n"
        "/summary – the story in short, or /summary long\n"
        "/quote – what was said, word for word; /quote and a topic or a name for those only\n"
        "/topics – what you can ask about\n"
        "/verify – whether a quote is real: send it after the command, or forward it\n"
        "/source – where the story is from\n"
        "/corrections – what was corrected in it\n"
        "/about – how I answer, and what you can rely on\n"
        "/language – the language that I speak\n"
        "/privacy – what is kept of what you write; /forgetme erases it"
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
        "• Your questions and what I answered, for {days} days, so that the editors see what is "
        "missing in the story. Phone numbers, e-mail addresses and card numbers are taken out "
        "first.\n"
        "• Instead of your name and account a code, made with a secret of mine. Only "
        "when you tap “Tell me when you know” the number of your account is kept, until I have "
        "told you.\n"
        "• The language you chose, with the same code.\n\n"
        "/forgetme erases all of it at once. Only words that an editor has taken over from a "
        "question, so that the story answers it, stay with the story, and nothing tells whose "
        "they were. Nothing goes to anybody else. "
        "Telegram itself keeps this chat, as it keeps every chat."
    ),
    privacy_in_terminal="Nothing is kept of what you type here.",
    forgotten="Everything that I had kept about you is erased.",
    will_forget="My notebook cannot be reached at the moment. I erase what it has about you as "
    "soon as it can; to be sure, send /forgetme again later.",
    choose_language="Which language shall I speak? The story keeps its own.",
    language_name="English",
    language_chosen="From now on I speak English.",
    languages={"en": "English", "ru": "Russian", "zh": "Chinese"},
    start_several="Hello! Ask me about these stories in your own words: I search all of them. I "
    "answer with a story’s own words and show where they stand, or I tell you that none says. Or "
    "choose one:",
    start_story="“{story}”: ask me about it in your own words, or begin with one of these.",
    all_stories="All stories",
    summary="The story in short",
    longer="Longer",
    shorter="Shorter",
    summary_withdrawn="The editors have taken down what this summary said.",
    no_such_quote="I have no quote on that. These I have:",
    no_quotes="This story quotes nobody.",
    next_quote="Next quote",
    count="quote {number} of {total}",
    topics="What would you like to know about?",
    topic="You can ask about {topic}:",
    all_topics="All topics",
    no_topics="The editors have not sorted this story into topics. Just ask.",
    source="Where the story is from",
    no_url="The editors have given no address for it.",
    correction="Correction, {date}: {note}",
    corrected="Last corrected on {date}: /corrections",
    corrections="What was corrected",
    no_corrections="Nothing has been corrected so far.",
    commands={
        "summary": "The story in short",
        "quote": "What was said, word for word",
        "topics": "What you can ask about",
        "source": "Where the story is from",
        "corrections": "What was corrected in the story",
        "verify": "Is this quote real?",
        "language": "The language that I speak",
        "help": "How to ask",
        "about": "How I answer, and what you can rely on",
        "privacy": "What is kept of what you write",
        "forgetme": "Erase what is kept of you",
    },
    ask_in_private="Ask me in a private chat",
    inline_nothing="Nothing about that in the story",
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
            wholes=messages("good day|good morning|good evening|what is up|whats up|what up"),
        ),
        "thanks": SmallTalk(
            "You’re welcome! Is there more you would like to know?",
            cores=frozenset(
                "thanks thank thx ty tnx cheers merci spasibo gracias danke thankyou".split()
            ),
            wholes=messages("many thanks|thanks for your help|much appreciated|appreciate it"),
        ),
        "farewell": SmallTalk(
            "Goodbye! Come back when you have a question.",
            cores=frozenset("bye goodbye cya ciao farewell".split()),
            wholes=messages("see you|see ya|see you later|good night|have a nice day|bye bye"),
        ),
        "who_are_you": SmallTalk(
            "I am a bot that answers questions about one story, with the story’s own words. "
            "/about says what you can rely on.",
            wholes=messages(
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
            wholes=messages(
                "how are you|how r u|how are you doing|how is it going|"
                "how's it going|hows it going|how's life|"
                "how do you do|"
                "hows life|how are things|how are you today|are you ok|are you there|you there|"
                "anyone there|is anybody there|is anyone there|hello are you there|you ok"
            ),
        ),
        "doubt": SmallTalk(
            "What stands in a block is the story’s, letter for letter; “In context”, below an "
            "answer, shows what stands around it. Whether the story is right, I cannot know.",
            wholes=messages(
                "are you sure|are you sure about that|are you sure about this|is that true|"
                "is this true|is it true|really|is that real|is this real|is it real|"
                "is that right|is this right|is that correct|prove it|i dont believe it|"
                "i don't believe it|i dont believe you|i don't believe you|i dont believe that|"
                "i don't believe that|how do you know|how do you know that|says who|"
                "can i trust this|can i trust you|fake news|fake|is this fake|is that fake|"
                "no way|seriously|for real"
            ),
        ),
        "way_around": SmallTalk(
            "/topics shows what you can ask about, /verify whether a quote is real, /source where "
            "the story is from, /language changes my language, /privacy says what is kept of you. "
            "I have no translation of the story; its paragraphs are below each answer, under "
            "“In context”.",
            wholes=messages(
                "delete my data|forget me|do you store my messages|do you keep my messages|"
                "do you save my messages|what do you store|what do you know about me|"
                "how do i verify a quote|verify a quote|how do i check a quote|check a quote|"
                "what else can i ask|what else can i ask you|what else can you do|speak russian|"
                "speak english|speak chinese|change language|change the language|translate|"
                "translate this|translate it|translate to russian|translate to english|"
                "translate to chinese|read me the article|show me the article|give me the article|"
                "show me the story|full text|full article|the full article|whole article|link|"
                "link please|show me the paragraph|show me a quote|give me a quote|"
                "give me another quote"
            ),
        ),
        "praise": SmallTalk(
            "All right. Is there more you would like to know?",
            cores=frozenset(
                "cool nice great awesome wow perfect excellent good lol haha ok okay k yes yep "
                "yeah sure no nope hmm interesting amazing fine right alright".split()
            ),
            wholes=messages(
                "well done|good job|nice one|good bot|nice work|got it|i see|love it|i love you|"
                "makes sense|you are great|you are the best|understood"
            ),
        ),
        "complaint": SmallTalk(
            "I am sorry. Try asking in other words, or see /topics for what I can answer.",
            wholes=messages(
                "i dont understand|i don't understand|i dont get it|i don't get it|huh|"
                "what do you mean|who cares|whatever|boring|so what|why should i care|"
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
