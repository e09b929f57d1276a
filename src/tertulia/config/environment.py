"""Settings as an operator writes them: `TERTULIA_...` in the environment or in `.env`.

`docs/settings.md` and `tertulia check --settings` are made from the descriptions here.
"""

import os
import secrets
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(BaseSettings):
    """What the operator decides. The environment wins over `.env`, which wins over the defaults."""

    model_config = SettingsConfigDict(
        env_prefix="TERTULIA_", env_file=".env", extra="ignore", validate_default=True
    )

    data_dir: Path = Field(Path("data"), description="Folder for database, files and secret key.")
    database_url: str = Field(
        "", description="`postgres://user:password@host/name`; empty: SQLite in the data folder."
    )
    base_url: str = Field(
        "http://127.0.0.1:8000", description="The address people use; mails and feeds carry it."
    )
    secret_key: str = Field(
        "", description="Signs sessions and links; empty: made once and kept in the data folder."
    )
    redis_url: str = Field(
        "", description="Redis or Valkey for job wake-ups and shared limits; empty: not needed."
    )
    storage_url: str = Field(
        "", description="Where files lie: `file:/path`; empty: `files` in the data folder."
    )
    upload_megabytes: int = Field(
        25, ge=1, le=2000, description="How large one file may be that somebody brings."
    )
    upload_day_megabytes: int = Field(
        500, ge=1, description="How much one person may bring within a day."
    )
    files_per_post: int = Field(20, ge=1, le=200, description="How many files a post may carry.")
    file_families: str = Field(
        "picture, audio, video, text, document, archive",
        description="Which families of files are taken, with commas between.",
    )
    link_previews: Literal["on", "off"] = Field(
        "off",
        description="`on`: ask linked pages for their titles. They then see that someone here did.",
    )
    email_url: str = Field(
        "",
        description="`smtp://user:password@host:587?tls=1`; empty: letters wait on a page.",
    )
    email_from: str = Field(
        "Tertulia <tertulia@localhost>",
        description="The sender of the letters this instance sends.",
    )
    sign_up: Literal["open", "invitation", "closed"] = Field(
        "invitation",
        description="Who may make an account: `open` to everybody, by `invitation`, or `closed`.",
    )
    site_name: str = Field("Tertulia", description="The name of this place, shown on every page.")
    site_welcome: str = Field(
        "", description="What visitors read first; empty: a few words of ours."
    )
    site_look: Literal["terracotta", "leaf", "plum", "harbour"] = Field(
        "terracotta", description="Colour of links and buttons: terracotta, leaf, plum or harbour."
    )
    language: str = Field("en", description="Language for people who have chosen none.")
    allowed_hosts: str = Field(
        "", description="Further host names that may reach this instance, with commas between."
    )
    trust_proxy: bool = Field(
        False, description="Believe `X-Forwarded-For` and `-Proto`; only behind your own proxy."
    )
    debug: bool = Field(False, description="Show errors in full. Never on a public instance.")
    styleguide: bool = Field(False, description="Serve `/styleguide`, the page of all components.")
    log_format: str = Field("console", description="`console` for people, `json` for machines.")
    log_level: str = Field("INFO", description="Least level that is logged.")
    metrics_token: str = Field(
        "", description="Bearer token that opens `/metrics` to other hosts than this one."
    )
    worker_threads: int = Field(
        2, ge=1, le=64, description="Threads that answer pages, each with a database connection."
    )
    jobs: bool = Field(
        True, description="Run jobs in the processes that serve; `tertulia web` turns it off."
    )
    retention_days: int = Field(
        90,
        ge=0,
        description="Days after which the words of what was removed are erased; 0: never.",
    )
    demo: bool = Field(False, description="Serve a sign-in link; set by `tertulia demo` alone.")
    founding: Literal["operators", "members"] = Field(
        "operators",
        description="Who may found communities: `operators`, or `members`: whoever is signed in.",
    )
    limits: str = Field(
        "on",
        description="`on`, `off` (only for load tests), or changes: `reply=60/minute, search=off`.",
    )

    @field_validator("base_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        return value.rstrip("/")

    def database(self) -> dict[str, object]:
        """Return Django's `DATABASES["default"]`; both kinds confirm only what is on disk."""
        if not self.database_url:
            return _sqlite(self.data_dir / "tertulia.sqlite3")
        parts = urlsplit(self.database_url)
        if parts.scheme == "sqlite":
            return _sqlite(Path(unquote(parts.path[1:])))
        if parts.scheme in ("postgres", "postgresql"):
            return _postgres(parts)
        raise ValueError(
            f"TERTULIA_DATABASE_URL starts with {parts.scheme!r}; it can be sqlite or postgres."
        )

    def secret(self) -> str:
        """Return the secret key, made on first use and kept, readable by its owner alone."""
        if self.secret_key:
            return self.secret_key
        path = self.data_dir / "secret_key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(f".{os.getpid()}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(50))
            try:
                os.link(draft, path)  # the first of several processes wins
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text().strip()


def _sqlite(path: Path) -> dict[str, object]:
    return {
        "ENGINE": "tertulia.kit.sql.sqlite",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: a confirmed write outlives a power cut, not only a crash.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            " PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY;",
        },
    }


def _postgres(parts: SplitResult) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
