"""The editing of a story's files, in the layouts in which journalists write them."""
