"""Pictures that people send: looked through, and made anew from their dots alone."""
