"""What a command says to whoever runs it: in Vietnamese, or in English where COMMAND_LANGUAGE says
so. Every command of the portal is a `Command` of this module.

The work of a command is done in Vietnamese whoever runs it, as all work behind the pages: only what
it prints is in the language of the operator. A sentence that was made into a plain string on its
way is known again by its words.
"""

import json
from typing import Any

from django.core.management import ManagementUtility
from django.core.management.base import BaseCommand, DjangoHelpFormatter, OutputWrapper
from django.utils import translation
from django.utils.translation import gettext as in_catalogue

from compliance.core.answers import shown
from compliance.core.language import SOURCE, Text, _, operators_language
from compliance.core.recalling import recalled


def to_operator() -> translation.override:
    """Around what is printed for whoever runs the command."""
    return translation.override(operators_language())


class Printed(OutputWrapper):
    """A stream of a command: sentences are in the language of the operator."""

    def __init__(self, out):
        super().__init__(out._out if isinstance(out, OutputWrapper) else out)

    def write(self, msg="", style_func=None, ending=None):
        with to_operator():
            super().write(str(msg if isinstance(msg, Text) else recalled(msg)), style_func, ending)

    def as_it_is(self, text: str) -> None:
        """What no words of the portal are: a key, a line of JSON."""
        super().write(text)


class Help(DjangoHelpFormatter):
    def add_usage(self, usage, actions, groups, prefix=None):
        with to_operator():
            super().add_usage(usage, actions, groups, prefix or str(_("Cách dùng: ")))


class Command(BaseCommand):
    def __init__(self, stdout=None, stderr=None, **how):
        super().__init__(stdout, stderr, **how)
        self.stdout, self.stderr = self._printed(self.stdout, self.stderr)

    def _printed(self, stdout, stderr) -> tuple[Printed, Printed]:
        errors = Printed(stderr)
        errors.style_func = self.style.ERROR
        return Printed(stdout), errors

    def create_parser(self, prog_name, subcommand, **how):
        """Its help, that of Django and that of argparse included, in the operator's language."""
        with to_operator():
            parser: Any = super().create_parser(prog_name, subcommand, formatter_class=Help, **how)
            parser.description = in_catalogue(str(parser.description or ""))
            for group in parser._action_groups:
                group.title = in_catalogue(group.title or "")
            for action in parser._actions:
                action.help = in_catalogue(str(action.help or ""))
                if action.metavar:
                    action.metavar = str(action.metavar)
        return parser

    def run_from_argv(self, argv):
        with to_operator():  # an error is printed here
            super().run_from_argv(argv)

    def execute(self, *args, stdout=None, stderr=None, **options):
        self.stdout, self.stderr = self._printed(stdout or self.stdout, stderr or self.stderr)
        with translation.override(SOURCE):
            return super().execute(*args, **options)

    def print_json(self, data: Any, **how) -> None:
        """For programs: one value, whose sentences are in the language of the operator."""
        with to_operator():
            text = json.dumps(shown(data), ensure_ascii=False, **how)
        self.stdout.as_it_is(text)


class _Utility(ManagementUtility):
    def fetch_command(self, subcommand):
        """Apps are ready by now: what Django's own commands say of the portal (`check`) is in the
        language of the operator too.
        """
        command = super().fetch_command(subcommand)
        if not isinstance(command, Command):
            translation.activate(operators_language())
        return command


def run(argv: list[str]) -> None:
    """What manage.py does. Raises ImproperlyConfigured where settings are not whole."""
    _Utility(argv).execute()
