"""What a Data Integrity proof covers and whether it holds, over one expansion of the document.

Expanding JSON-LD is most of what a check costs. openbadgeslib expands a document for its form, to
weigh it and for its signature: here its guards are all given what was expanded once. They are the
same guards, they see the same and refuse the same.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from openbadgeslib.ob3 import contexts as pinned
from openbadgeslib.ob3._canon_guard import (
    CanonicalizationGuardUnavailable,
    WorkBudget,
    _Isolated,
    canonize,
    require_guard,
)
from openbadgeslib.ob3._context_validation import validate_document
from openbadgeslib.ob3.ldp import (
    OB3GuardUnavailable,
    _canonization_failure,
    _decode_proof_value,
    _validate_proof,
)
from openbadgeslib.ob3.verifier import OB3VerificationError
from pyld import jsonld

from openbadges.contexts import require_pinned_contexts, screen
from openbadges.errors import DocumentRefused
from openbadges.processing import Processor


class Expanded:
    """A document and the one proof that speaks for it. `document` has been through `screen`."""

    def __init__(self, document: Mapping[str, Any], proof: Mapping[str, Any]) -> None:
        require_pinned_contexts()
        self._proof = proof
        self._content = {name: value for name, value in document.items() if name != "proof"}
        # The options of a proof are read in the context of the document that it secures.
        self._options = {name: value for name, value in proof.items() if name != "proofValue"} | {
            "@context": document.get("@context")
        }
        self._jsonld = _Once()

    def uncovered(self) -> str | None:
        """What in the document its proof does not cover, as a technical sentence, or None.

        A Data Integrity proof signs the RDF that the JSON expands to. This is the context
        validation of VC Data Integrity 1.0, section 2.4.1: the JSON must be exactly the compacted
        form of what is signed, so that no member is unsigned or hidden. Raises
        OB3GuardUnavailable where that cannot be checked safely.
        """
        try:
            require_guard()
        except CanonicalizationGuardUnavailable as error:
            raise OB3GuardUnavailable(str(error)) from error
        try:
            json.dumps([self._content, self._options])
            validate_document(self._content, self._options, pinned.document_loader(), self._jsonld)
        except (OB3VerificationError, TypeError, ValueError, RecursionError) as refusal:
            return str(refusal)
        return None

    def require_signature(self, key: Ed25519PublicKey) -> None:
        """The proof is one of `eddsa-rdfc-2022` (W3C vc-di-eddsa) by ``key``.

        Raises OB3VerificationError, or OB3GuardUnavailable where it cannot be checked safely.
        """
        _validate_proof(dict(self._proof), "assertionMethod")
        signature = _decode_proof_value(self._proof.get("proofValue"))
        loader, budget = pinned.document_loader(), WorkBudget()
        try:
            canonical = [
                canonize(self._jsonld, each, loader, budget)
                for each in (self._options, self._content)
            ]
        except Exception as error:
            raise _canonization_failure(error) from error
        hashed = b"".join(hashlib.sha256(each.encode()).digest() for each in canonical)
        try:
            key.verify(signature, hashed)
        except InvalidSignature:
            raise OB3VerificationError("The signature is not the key's.") from None


class _Once(_Isolated):
    """openbadgeslib's PyLD, which remembers what each document expanded to.

    RDF is made last: making it changes what was expanded.
    """

    __slots__ = ("_expanded",)

    def __init__(self) -> None:
        super().__init__(jsonld)
        self._expanded: dict[int, tuple[Any, Any]] = {}

    def expand(self, document: Any, options: dict[str, Any] | None = None) -> Any:
        """What ``document``, by its identity, expands to."""
        if id(document) not in self._expanded:
            expanded = self._call(lambda found: Processor().expand(document, found), options)
            self._expanded[id(document)] = document, expanded
        return self._expanded[id(document)][1]

    def compact(self, document: Any, context: Any, options: dict[str, Any] | None = None) -> Any:
        """``document`` in the terms of ``context``."""
        return self._call(lambda found: Processor().compact(document, context, found), options)

    def to_rdf(self, document: Any, options: dict[str, Any] | None = None) -> Any:
        """The RDF of what ``document`` expanded to."""
        processor = _Given(self.expand(document, options))
        return self._call(lambda found: processor.to_rdf(document, found), options)


class _Given(Processor):
    """PyLD with an expansion that is there already."""

    def __init__(self, expanded: Any) -> None:
        super().__init__()
        self._expanded = expanded

    def expand(self, input_: Any, options: Any) -> Any:
        return self._expanded


def check_terms(document: dict[str, Any]) -> None:
    """Raise DocumentRefused unless every member of an unsigned document is a term of its contexts.

    Costs about as much as verifying (tens of ms). Run it once for each achievement version, and
    in tests: the builders of this library emit known terms only.
    """
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-01-01T00:00:00Z",
        "verificationMethod": "did:web:example.org#key",
        "proofPurpose": "assertionMethod",
    }
    problem = screen(document) or Expanded(document, proof).uncovered()
    if problem:
        raise DocumentRefused(problem)
