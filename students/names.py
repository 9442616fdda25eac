"""Names as people type them: without accents, apostrophes and hyphens."""

from django.db.models import Func, TextField, Value
from django.db.models.functions import Concat, Lower

from students.models import StudentQuerySet

LETTERS = "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿ"
PLAIN = "aaaaaaceeeeiiiinoooooouuuuyy"
LEFT_OUT = "'’‘`-"


def alike(students: StudentQuerySet, words: str) -> StudentQuerySet:
    """Students whose name has these words, whatever their accents, apostrophes and hyphens."""
    name = Concat("preferred_name", Value(" "), "given_name", Value(" "), "family_name")
    plain = Func(
        Lower(name),
        Value(LETTERS + LEFT_OUT),
        Value(PLAIN),
        function="translate",
        output_field=TextField(),
    )
    found = students.annotate(plain_name=plain)
    table = str.maketrans(LETTERS, PLAIN, LEFT_OUT)
    for word in words.lower().split()[:6]:
        found = found.filter(plain_name__contains=word.translate(table))
    return found
