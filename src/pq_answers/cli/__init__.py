"""The command line: parses, calls the recipe, shows what comes back. Run it as `pq-answers`."""

from __future__ import annotations

import importlib
import sys

from pq_answers.cli.dutch import click
from pq_answers.errors import ExitCode, UserError

OPTIONS = "[OPTIES]"
_COMMANDS = {
    "demo": ("store_commands", "Maak het demonstratieregister als levering."),
    "load": ("store_commands", "Laad een levering als nieuwe momentopname."),
    "snapshots": ("store_commands", "Toon de momentopnamen of kies de huidige."),
    "items": ("item_commands", "Toon de catalogus, of één vraag eruit."),
    "new": ("item_commands", "Begin een nieuwe vraag in de eigen catalogus."),
    "query": ("query_command", "Voer één vraag uit de catalogus uit."),
    "plan": ("plan_command", "Begrijp een vraag en maak er een plan van."),
    "remember": ("plan_command", "Onthoud een plan dat nagekeken is."),
    "answer": ("answer_commands", "Stel het antwoord op een vraag op."),
    "batch": ("answer_commands", "Beantwoord een map vol vragen."),
    "protect": ("protect_command", "Bescherm losse tabellen met aantallen personen."),
    "serve": ("serve_command", "Start de webtoepassing."),
    "backup": ("backup_commands", "Maak een reservekopie, of kijk er een na."),
    "restore": ("backup_commands", "Zet een reservekopie terug."),
    "check": ("check_commands", "Kijk een opgesteld antwoord na."),
    "doctor": ("check_commands", "Onderzoek of alles werkt."),
}


class LazyGroup(click.Group):
    """Imports a command's module only when that command runs, so that help is instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of a day's work."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, imported now."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"pq_answers.cli.{_COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        command.options_metavar = OPTIONS
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        del ctx
        with formatter.section("Opdrachten"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    options_metavar=OPTIONS,
    subcommand_metavar="OPDRACHT …",
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
    epilog="Voorbeeld: pq-answers answer data/demo/vraag-274.toml -o antwoord",
)
@click.version_option(package_name="pq-answers", prog_name="pq-answers")
def app() -> None:
    """Stel antwoorden op schriftelijke vragen op, met cijfers uit benoemde query's."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code; errors are printed in Dutch on stderr."""
    from pq_answers.cli.session import print_error

    words = sys.argv[1:] if arguments is None else arguments
    try:
        code = app.main(words, prog_name="pq-answers", standalone_mode=False)
    except UserError as error:
        print_error(error, as_json="--json" in words)
        return int(error.exit_code)
    except click.exceptions.Abort:
        click.echo("Afgebroken.", err=True)
        return int(ExitCode.BLOCKED)
    except click.ClickException as error:
        error.show()
        return int(ExitCode.USAGE)
    except OSError as error:
        click.echo(f"Fout: de uitvoer kan niet geschreven worden ({type(error).__name__}).", err=True)
        click.echo("  Oplossing: kijk na of de schijf of de uitvoer vol of gesloten is.", err=True)
        return int(ExitCode.STORE)
    except Exception as error:
        return _internal(error)
    return int(code or 0)


def _internal(error: Exception) -> int:
    import os

    if os.environ.get("PQ_DEBUG"):
        raise error
    click.echo(f"Fout: er ging intern iets mis ({type(error).__name__}).", err=True)
    click.echo("  Oplossing: voer de opdracht opnieuw uit met PQ_DEBUG=1 en bezorg de uitvoer.", err=True)
    return int(ExitCode.INTERNAL)
