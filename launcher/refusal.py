"""What the launcher will not do, said in one sentence."""

import errno


class Refusal(Exception):
    """Something only a person can put right; the message is one sentence that says how."""


def sentence_for(error: OSError) -> str:
    """One sentence for trouble that the operating system reported."""
    where = error.filename or "this machine"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full ({where}): make room, then run the same command again."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"{where} belongs to another user: run as that user, or choose another DATA_DIR."
    return f"{where}: {error.strerror}."
