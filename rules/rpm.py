"""yum, dnf and microdnf."""
