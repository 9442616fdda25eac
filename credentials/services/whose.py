"""Whose badge it is: her name where she lets it be seen, and whether an address is hers."""

import openbadges as ob
from accounts.services import has_proven
from credentials.models import Credential
from students.models import Student


def owner_in_words(credential: Credential) -> str:
    """The student's name where she lets it be seen; else nothing. Never an address."""
    if not (credential.shared and credential.name_shown):
        return ""
    return credential.kept_name or name_of(credential.student)


def name_of(student: Student) -> str:
    """A student's name, or nothing: her address never stands in for it here."""
    name = f"{student.preferred_name or student.given_name} {student.family_name}".strip()
    return name or (student.user.name if student.user else "")


def is_address_of(credential: Credential, address: str) -> bool:
    """Whether the badge is that of whoever ``address`` leads to: by the hash in the file, as any
    verifier can tell; or because its owner has proven it since, or the records name it as hers."""
    identifiers = credential.document["credentialSubject"].get("identifier", [])
    typed = ob.hash_identity(address, credential.salt).hash
    if any(typed == identity.get("identityHash") for identity in identifiers):
        return True
    student = credential.student
    if student.email and student.email.lower() == address.strip().lower():
        return True
    return student.user is not None and has_proven(student.user, address)
