"""`tertulia check`."""

import json

import click

from tertulia.config.commands.mishaps import Failure

_SECRET = ("secret", "token", "url")


@click.command()
@click.option("--settings", "listed", is_flag=True, help="List all settings and what they do.")
@click.option(
    "--repair", is_flag=True, help="Count anew what is kept as a number, and mend the search index."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for other programs.")
def check(listed: bool, repair: bool, as_json: bool) -> None:
    """Look at configuration, database, storage, mail and jobs: what is wrong, how to mend it.

    Ends with 0 unless something is bad.

    \b
    Examples:
      tertulia check
      tertulia check --settings
      tertulia check --repair
    """
    if listed:
        _show_settings(as_json)
        return
    from tertulia.config.commands.instance import open_instance

    open_instance(ready=repair)
    if repair:
        _repair(as_json)
    else:
        _look(as_json)


def _look(as_json: bool) -> None:
    from tertulia.config.commands.checks import BAD, findings

    found = []
    for finding in findings():
        found.append(finding)
        if not as_json:
            _say(finding.level, finding.what, finding.said, finding.mend)
    bad = sum(finding.level == BAD for finding in found)
    if as_json:
        listed = [finding.as_dict() for finding in found]
        click.echo(json.dumps({"ok": not bad, "findings": listed}, ensure_ascii=False, indent=1))
    if bad:
        raise Failure(f"{bad} of {len(found)} things need mending.")


def _say(level: str, what: str, said: str, mend: str) -> None:
    colour = {"ok": "green", "warn": "yellow", "bad": "red"}[level]
    click.echo(f"{click.style(f'{level:<4}', fg=colour)}  {what:<14} {said}")
    if mend:
        click.echo(f"{'':21}-> {mend}")


def _repair(as_json: bool) -> None:
    from tertulia.config.commands.checks.counts import repair_counts
    from tertulia.lenses.finding.upkeep import close_gaps, index_gaps, rebuild_index

    repaired = repair_counts()
    gaps = index_gaps()
    amiss = len(gaps.missing) + len(gaps.outdated) + len(gaps.superfluous)
    if gaps.damage:
        repaired["search index"] = rebuild_index()
    elif amiss:
        close_gaps(gaps)
        repaired["search index"] = amiss
    if as_json:
        click.echo(json.dumps({"repaired": repaired}))
    elif not repaired:
        click.echo("All counts were right, and every post is in the index.")
    for name, rows in {} if as_json else repaired.items():
        click.echo(f"{name}: mended in {rows} rows")


def _show_settings(as_json: bool) -> None:
    from tertulia.config.environment import Environment

    values = Environment()  # type: ignore[call-arg]
    rows = []
    for name, field in Environment.model_fields.items():
        chosen = name in values.model_fields_set
        value = str(getattr(values, name)) if chosen else ""
        if value and any(word in name for word in _SECRET) and name != "base_url":
            value = "(set)"
        rows.append(
            {
                "name": f"TERTULIA_{name.upper()}",
                "default": str(field.default),
                "value": value,
                "meaning": field.description or "",
            }
        )
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        now = f", now {row['value']}" if row["value"] else ""
        click.echo(f"{row['name']} (default: {row['default'] or 'empty'}{now})")
        click.echo(f"    {row['meaning']}")
