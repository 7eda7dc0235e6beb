"""Pages on which people sign up, sign in and see to their accounts: django-allauth's flows, with our own looks."""
