"""How accounts are signed up for and into, as far as the environment does not decide it. settings.py takes it over."""

import datetime as dt

# --- who someone is ------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
# Axes first: it refuses whoever has failed too often before a password is looked at.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGOUT_REDIRECT_URL = "account_login"
SESSION_COOKIE_AGE = 14 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- django-allauth -----------------------------------------------------------------------------
ACCOUNT_ADAPTER = "harrastuspassi.accounts.pages.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "harrastuspassi.accounts.pages.forms.SignUpForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
# Axes counts failures by account and address; this caps what many addresses together may try on one account.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "30/h/key"}
SOCIALACCOUNT_ADAPTER = "harrastuspassi.accounts.pages.adapter.SocialAccountAdapter"
# Whoever controls a provider's account of the same address does not thereby get into ours: it is connected from inside.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {"authenticate": "harrastuspassi.accounts.signin.SecondFactorForm"}
MFA_TOTP_ISSUER = "Harrastuspassi"
MFA_TOTP_TOLERANCE = 1

# --- django-axes: who fails too often is slowed down and noted -----------------------------------
# Five failures of one account from one address: a whole school behind an address is not locked out by one of it.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_DISABLE_ACCESS_LOG = True
AXES_USERNAME_CALLABLE = "harrastuspassi.accounts.signin.account_name"
AXES_CLIENT_IP_CALLABLE = "harrastuspassi.accounts.signin.client_address"
AXES_SENSITIVE_PARAMETERS = ["username", "email", "login", "code", "ip_address"]
AXES_LOCKOUT_CALLABLE = "harrastuspassi.accounts.signin.locked_out"
AXES_VERBOSE = False
