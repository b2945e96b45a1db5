"""Words that hold a sentence together and tell little about what it asks for."""

STOP_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(
        """a about according actually again all also am an and any anybody anyone anything are
        article as ask asking at be been being bot but by can could did do does doing done dr
        else ever exactly for from get give given gonna got had has have he hello her here hers
        hey hi him his how i id if im in info information into is it its just kind know let lets
        like lol long made make may me mention mentioned might mind more mr mrs ms much my near
        need no not of ok okay on one or our out over people piece please pls plz prof quite
        really regarding said say saying says shall she should sir so some somebody someone
        something sorry story tell text than thank thanks that the their them then there these
        they thing things this those to too u ur us very want wanted was way we were what whats
        when where which who whom whos whose why will with wonder wondering
        would you your""".split()
    ),
    "ru": frozenset(
        """а без бы был была были было быть в вам вас во вот все вы где да для до его ее если есть
        еще же за и из или им их к как какая какие какой ко когда кто куда ли мне можно мы на над
        не нет него нее них но ну о об он она они оно от по под пожалуйста почему про с сказал
        скажи со статья так там то тоже только тут ты у уже что чтобы чем чего эта эти это этого
        этот я расскажи""".split()
    ),
    "zh": frozenset("的了是在和与有吗呢吧啊我你他她它们这那请问什么怎为哪谁对说"),
}

COURTESIES = frozenset(
    "a an the this that these those please pls plz kindly hello hi hey ok okay "
    "пожалуйста 请".split()
)
"""Stop words that a question has or has not, and asks for the same."""
