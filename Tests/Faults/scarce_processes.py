"""No processes and no threads left for this user (`ulimit -u`, which root does not feel: as another user, then)."""

import os
import resource

from outcome import Outcome
from program import Place
from scarce_memory import commands

# Nobody's number, so that nothing else counts.
STRANGER = 54321
REQUESTS = b"""{"id": 1, "method": "ping"}
{"id": 2, "method": "run", "params": {"entry_point": "predictions", "model": "demo-gpt2", "text": "The keys"}}
"""


def run(program, quick, random):
    outcome = Outcome("1 to 16 processes and threads of this user (`ulimit -u`)",
                      "the answer, or 75 and one line")
    if os.geteuid() != 0:
        return [outcome.skip("root can become a user of whom there are no other processes")]
    with Place() as place:
        made = commands(place)
        for folder, folders, files in os.walk(place.path):
            for name in ["", *folders, *files]:
                os.chown(os.path.join(folder, name), STRANGER, STRANGER)
        for command in made + [["session"]]:
            for count in [1, 2, 4, 8] if quick else range(1, 17):

                def bound():
                    os.setgroups([])
                    os.setresgid(STRANGER, STRANGER, STRANGER)
                    os.setresuid(STRANGER, STRANGER, STRANGER)
                    resource.setrlimit(resource.RLIMIT_NPROC, (count, count))

                ended = program.run(command, place, preexec_fn=bound, input=REQUESTS if command == ["session"] else None)
                complaints = ended.complaints({0, 75}) + [f"left {path}" for path in place.leftovers()]
                if command == ["session"] and ended.code == 0 and ended.output.count(b'"id":') < 2:
                    complaints.append(f"answers: {ended.output[:300]}")
                outcome.add(ended.code, complaints, f"{count}: {' '.join(command[:2])}")
    return [outcome]
