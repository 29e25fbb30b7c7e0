"""The reporter goes on with what was sent."""

from compliance.incidents import actions as incident_actions
from tests.explorer.moves.move import common, move


@move("take_back")
def take_back(walk, incident, by, draw):
    incident_actions.take_back(incident=incident, **common(walk, by))
