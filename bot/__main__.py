"""`python -m bot` does the same as the installed `storybot`."""

from bot.cli import main

if __name__ == "__main__":
    main()
