"""The editing: what an editor does in Telegram → the files of a story, as by an editor's hand."""
