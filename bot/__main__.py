"""`python -m bot`, and the installed `storybot`: the same."""

import gc
import os

# A question in the terminal is answered within a second of starting, so what costs start-up time
# and serves nothing here is left out: looking for garbage while modules are loaded (they stay),
# and a pool of threads for the linear algebra that nobody calls.
gc.disable()
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

try:
    from bot.cli import main
except KeyboardInterrupt:  # Ctrl-C before anything was said
    raise SystemExit(130) from None

gc.enable()

if __name__ == "__main__":
    main()
