"""What is too much, and the one error of this library."""

from enum import StrEnum

BYTES_AT_MOST = 10 * 1024 * 1024
HEADER_BYTES = 128 * 1024
HEADER_LINES = 1000
VALUE_LENGTH = 4000  # of one header's value; what stands beyond is not read
PARTS_AT_MOST = 200
DEPTH_AT_MOST = 12
TEXT_BYTES = 512 * 1024  # of one part as it was sent; a sentence stands at the top
FALSE_BOUNDARIES = 20_000


class Why(StrEnum):
    """Why an e-mail is refused."""

    TOO_LARGE = "too_large"
    TOO_MANY_PARTS = "too_many_parts"
    TOO_DEEP = "too_deep"
    HEADERS = "headers"
    SENDERS = "senders"  # none, or several who are not the same


class Refused(Exception):
    """This is not read. The only exception that ``read`` raises."""

    def __init__(self, why: Why) -> None:
        super().__init__(str(why))
        self.why = why
