"""The agency's own people: roles, sign-in, invitations, their pages below /verwaltung/."""
