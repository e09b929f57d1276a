"""Django's settings, made from the environment. Nothing else reads the environment."""

from pathlib import Path

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from tertulia.config.environment import Environment
from tertulia.config.features import FEATURES
from tertulia.kit.web.templates import template_folders

TERTULIA = Environment()
DATA_DIR = TERTULIA.data_dir.absolute()
DATABASES = {"default": TERTULIA.database()}
SECRET_KEY = TERTULIA.secret()
DEBUG = TERTULIA.debug
BASE_URL = TERTULIA.base_url
_HOST = BASE_URL.split("://", 1)[1].split("/", 1)[0]
SECURE = BASE_URL.startswith("https://")

ALLOWED_HOSTS = [
    _HOST.rsplit(":", 1)[0],
    "127.0.0.1",
    "localhost",
    "[::1]",
    *filter(None, (name.strip() for name in TERTULIA.allowed_hosts.split(","))),
]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

KIT = (
    "ui",
    "jobs",
    "mail",
    "limits",
    "api",
    "text",
    "media",
    "outgoing",
    "live",
    "web",
)
CORE = (
    "people",
    "activity",
    "site",
    "profiles",
    "communities",
    "topics",
    "threads",
)
ENGAGE = (
    "following",
    "reactions",
    "bookmarks",
    "polls",
    "reports",
)
LENSES = (
    "operating",
    "reading",
    "notifications",
    "finding",
    "directory",
    "moderation",
    "exchange",
)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "tertulia.lenses.operating.rows_app.RowsConfig",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    *(f"tertulia.kit.{name}" for name in KIT),
    *(f"tertulia.core.{name}" for name in CORE),
    *(f"tertulia.engage.{name}" for name in ENGAGE),
    *(f"tertulia.features.{name}" for name in FEATURES),
    *(f"tertulia.lenses.{name}" for name in LENSES),
    "tertulia.config",
]

MIDDLEWARE = [
    "tertulia.lenses.reading.doorstep.keep_for_visitors",
    "tertulia.kit.web.middleware.security_headers",
    "tertulia.kit.web.middleware.refusals",
    "tertulia.lenses.reading.frames.note_position",
    "tertulia.core.people.middleware.who",
    "tertulia.kit.web.middleware.language",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tertulia.core.people.middleware.account_pages",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "tertulia.config.urls"
AUTH_USER_MODEL = "people.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja",
        "DIRS": template_folders(),
        "APP_DIRS": False,
        "OPTIONS": {"environment": "tertulia.kit.web.templates.environment"},
    },
    {
        # What allauth brings and we have not yet drawn ourselves, and its mails.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "django",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

SESSION_ENGINE = "tertulia.core.people.sessions"
SESSION_COOKIE_NAME = "tertulia_session"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
CSRF_COOKIE_NAME = "tertulia_csrf"
CSRF_COOKIE_SECURE = SECURE
CSRF_FAILURE_VIEW = "tertulia.kit.web.errors.stale_form"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TERTULIA.trust_proxy else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

ACCOUNT_ADAPTER = "tertulia.core.people.accounts.AccountAdapter"
ACCOUNT_FORMS = {"signup": "tertulia.core.people.forms.SignUpForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
# Where no letter can be sent, nobody is kept waiting for one.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if TERTULIA.email_url else "none"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = False  # tertulia.kit.limits counts
MFA_ADAPTER = "tertulia.core.people.factors.FactorAdapter"
MFA_FORMS = {
    "authenticate": "tertulia.core.people.forms.CodeForm",
    "reauthenticate": "tertulia.core.people.forms.CodeAgainForm",
    "add_webauthn": "tertulia.core.people.forms.AddKeyForm",
    "edit_webauthn": "tertulia.core.people.forms.RenameKeyForm",
}
MFA_RATE_LIMITS = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # clocks of telephones go a little wrong
# An address is shown to be somebody's before they sign in at all, or cannot be shown (no mail).
MFA_ALLOW_UNVERIFIED_EMAIL = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

# Codes that were used, so that none is used twice; shared by all processes where there is a Redis.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if TERTULIA.redis_url:
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": TERTULIA.redis_url,
    }

TASKS = {"default": {"BACKEND": "tertulia.kit.jobs.tasks.OutboxTasks"}}
EMAIL_BACKEND = "tertulia.kit.mail.backend.OutboxBackend"
DEFAULT_FROM_EMAIL = TERTULIA.email_from
EMAIL_SUBJECT_PREFIX = ""

LANGUAGE_CODE = TERTULIA.language
LANGUAGES = [("en", _("English"))]  # those whose catalogue is complete
# What people may say that they write in, by the name that its speakers give it.
CONTENT_LANGUAGES = [
    (code, LANG_INFO[code]["name_local"])
    for code in sorted(LANG_INFO)
    if "name_local" in LANG_INFO[code]
]
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "tertulia.kit.web.storage.HashedFiles"},
}
STATICFILES_DIRS: list[str] = []
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "tertulia.kit.ui.sheets.JoinedSheets",
]
LOGGING_CONFIG = "tertulia.kit.web.logs.configure"
LOGGING = {"format": TERTULIA.log_format, "level": TERTULIA.log_level}
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # unique without regard to case, by a constraint
    # Sessions and messages run where they are needed (`people.middleware`), not everywhere.
    *(f"admin.E{number}" for number in (408, 409, 410)),
]
