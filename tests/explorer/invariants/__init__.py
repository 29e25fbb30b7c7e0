"""What must be true of a case after each step. A rule is a function that looks at the walk and
yields a sentence for each place where it does not hold; what it had to look at is counted.
"""

from tests.explorer.invariants import liveness, numbers, safety, truth
from tests.explorer.walk import WRITTEN, Walk

# what a rule reads first: while no row of these was written it has nothing new to say
READS = safety.READS
RULES = {**safety.RULES, **liveness.RULES, **truth.RULES, **numbers.RULES}
AT_THE_END = {**liveness.AT_THE_END, **numbers.AT_THE_END}
# rules that do not hold yet, and the casts in which they do not: what is found is counted and
# printed, and fails nothing
PENDING: dict[str, tuple[str, ...]] = {}


class Broken(AssertionError):
    """A rule does not hold."""

    def __init__(self, rule: str, says: str):
        super().__init__(f"{rule}: {says}")
        self.rule = rule


def look(walk: Walk, rules: dict = RULES) -> None:
    """Ask every rule. Raises Broken for the first that does not hold and is not pending."""
    incident, asked = walk.incident(), walk.memory.setdefault("asked", {})
    for name, rule in rules.items():
        if name in READS and not WRITTEN.since(asked.get(name, -1), READS[name]):
            continue
        asked[name] = WRITTEN.state
        for says in rule(walk, incident):
            walk.tally.note(name, f"{says}\n{walk.story()}")
            if walk.cast.name not in PENDING.get(name, ()):
                raise Broken(name, f"{says}\n{walk.story()}")
