"""The parameter document as a file: what is wrong in it is told with the name of the file."""

from pathlib import Path

from scorers.catalogue.loading import load
from scorers.parameters.document import ParameterSet
from scorers.parameters.errors import ParameterError
from streams.settings import Settings, parameter_document


def checked(document: bytes, file: Path | None) -> ParameterSet:
    """What a document says that was read from a file, if from one. Raises ParameterError, which names both places."""
    try:
        return load(document)
    except ParameterError as error:
        if file is None:
            raise
        raise ParameterError(f"{file}{':' if error.line is None else ','} {error}", error.place) from error


def stated(found: Settings) -> ParameterSet:
    """What the document of the settings says. Raises SettingsError when there is none, ParameterError as above."""
    return checked(parameter_document(found), found.params_file)
