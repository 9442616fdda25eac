"""The slug of an institution in a URL."""

from institutions.reserved import RESERVED


class InstitutionSlug:
    """Lower-case letters, figures and hyphens; never one of the service's own first words."""

    regex = rf"(?!(?:{'|'.join(RESERVED)})/)[a-z0-9][a-z0-9-]{{1,38}}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: object) -> str:
        """The slug of an institution, or the slug itself."""
        return str(getattr(value, "slug", value))
