"""The archive: stories as editors write them, proved against the article before they go on air.

Call `load` for a folder of stories. It never raises for bad content: it returns what could be
read and every problem that an editor has to mend.
"""

from bot.content.load import digest_of as digest_of
from bot.content.load import load as load
from bot.content.manual import explain as explain
from bot.content.schema import json_schema as json_schema
