"""First words of addresses that no institution may take as its slug."""

RESERVED = (
    *("accounts", "operators", "credentials", "employers", "institutions", "status", "demo"),
    *("static", "healthz", "readyz", "home", "theme", "accessibility", "privacy", "metrics"),
    "verify",
)
