"""``make bench [B=name]``: what a page costs, beside a floor measured in the same run.

It prints one JSON line each: ``name``, ``figure``, ``floor``, ``ratio``, ``bar``, ``ok``; the exit
status is 1 where a bar is missed. Figures are CPU milliseconds of this process
(``time.process_time``), which vary less than the clock on a shared machine; PostgreSQL's own CPU
is not in them, queries are counted. Pages are those of the product: the demo's ribbon, which no
university sees, is not on them.

``rounds``: a round of 1,000 students by a real worker, from the press at the desk to the draft.
``credentials``: a thousand badges with their endorsements by a real worker.
"""
