"""How many readers a second the whole bot answers, beside bots that only echo.

`server.py` is a Bot API that is as cheap as can be, `echo.py` has the bots that echo,
`contestants.py` names all who take part, `questions.py` says what is asked and what has to be
answered, `runs.py` runs one bot once, and `__main__.py` all of them in turn.
"""
