"""Starts ges-emulator from tests, moves its virtual time and breaks its answers.

With pytest the fixture ``ges`` is all that a test needs; elsewhere::

    with start("import-lifecycle") as emulator:
        project = emulator.project()
        project.advance("52s")

It emulates nothing itself: each method is a call of the emulator's control API.
"""

from ._emulator import Emulator, StartError, start
from ._http import ControlError
from ._project import Project

__all__ = ["ControlError", "Emulator", "Project", "StartError", "start"]
