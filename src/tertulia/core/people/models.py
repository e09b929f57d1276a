"""People: who takes part, and how they are known elsewhere."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone


class PeopleQuerySet(models.QuerySet):
    def active(self) -> "PeopleQuerySet":
        """People whose account is open."""
        return self.filter(is_active=True)

    def shadows(self) -> "PeopleQuerySet":
        """People known only from an import."""
        return self.filter(is_shadow=True)


class PeopleManager(BaseUserManager.from_queryset(PeopleQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str) -> "Person":
        return self.get(email__iexact=username)


class FoldedField(models.CharField):
    """Keeps another text field case-folded, so that both databases find it alike."""

    def __init__(self, *args: Any, of: str = "", **options: Any) -> None:
        self.of = of
        super().__init__(*args, **options)

    def deconstruct(self) -> tuple[Any, ...]:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        folded = getattr(model_instance, self.of).casefold()
        setattr(model_instance, self.attname, folded)
        return folded


class Person(AbstractBaseUser):
    """Somebody. A shadow was imported, cannot sign in, and may be taken over or erased."""

    email = models.EmailField(null=True, blank=True)
    handle = models.CharField(max_length=40)
    handle_key = FoldedField(of="handle", max_length=80, unique=True, editable=False)
    name = models.CharField(max_length=100)
    about = models.TextField(blank=True)
    language = models.CharField(max_length=12, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    unit = models.CharField(max_length=100, blank=True)
    is_shadow = models.BooleanField(default=False)
    is_operator = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    # Every session carries the epoch it began in; raising it signs the person out everywhere.
    session_epoch = models.PositiveIntegerField(default=1)
    joined_at = models.DateTimeField(default=timezone.now)
    # The number of what they hide from themselves (0: nobody), and the last one that was given: a
    # page learns with who asks whether it has to leave anybody out (`core.profiles`).
    hides = models.PositiveIntegerField(default=0)
    hides_last = models.PositiveIntegerField(default=0)
    # Until when they may not sign in; the reason lies with the suspension (`core.communities`).
    suspended_until = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["handle", "name"]
    objects = PeopleManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_email_once"),
            models.CheckConstraint(
                condition=Q(is_shadow=False) | Q(email__isnull=True), name="shadow_without_email"
            ),
        ]

    def __str__(self) -> str:
        return f"@{self.handle}"

    @property
    def is_suspended(self) -> bool:
        """Whether they may not sign in at this moment."""
        return self.suspended_until is not None and self.suspended_until > timezone.now()

    def get_full_name(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Whether Django's own pages let them in; what they see there, our own rules say."""
        return self.is_operator and self.is_active

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Whether they may do everything, as Django's own pages ask."""
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        """Whether they may look into an app, as Django's own pages ask."""
        return self.is_staff


class FormerHandle(models.Model):
    """A handle that somebody gave up. It leads to them, and nobody else gets it for a year."""

    handle = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="former_handles")
    given_up_at = models.DateTimeField(default=timezone.now)


class ForeignIdentity(models.Model):
    """How a person is called in the place that they were imported from."""

    source = models.CharField(max_length=100)
    key = models.CharField(max_length=255)
    person = models.ForeignKey(Person, models.CASCADE, related_name="foreign_identities")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="foreign_person")]


class AccessToken(models.Model):
    """A key for programs. Only its hash is kept."""

    class Scope(models.TextChoices):
        READ = "read"
        WRITE = "write"
        ADMIN = "admin"

    person = models.ForeignKey(Person, models.CASCADE, related_name="access_tokens")
    name = models.CharField(max_length=100, blank=True)
    hash = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=8, choices=Scope.choices)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)


class Joining(models.Model):
    """Somebody who has signed up and has not yet shown that the e-mail address is theirs.

    `permit` and `permit_key` say why they might, where that was not open to everybody.
    """

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True)
    permit = models.CharField(max_length=40, blank=True)
    permit_key = models.CharField(max_length=200, blank=True)
    began_at = models.DateTimeField(default=timezone.now)


class SiteInvitation(models.Model):
    """A letter, or a link, that lets people make an account here. Only the key's hash is kept."""

    key_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)
    note = models.CharField(max_length=200, blank=True)
    invited_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    most_uses = models.PositiveIntegerField(default=1)
    uses = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(uses__lte=F("most_uses")), name="invited_no_more")
        ]


class Deactivation(models.Model):
    """That an account is closed: since when, and by whom. Gone when it is opened again."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)


class Session(AbstractBaseSession):
    """A browser that somebody signed in with, and the epoch it did so in."""

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="sessions")
    epoch = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(default=timezone.now)
    agent = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=45, blank=True)
    means = models.CharField(max_length=40, blank=True)

    class Meta(AbstractBaseSession.Meta):
        pass

    @classmethod
    def get_session_store_class(cls) -> type:
        from tertulia.core.people.sessions import SessionStore

        return SessionStore
