"""Limits that login nodes, batch systems and containers set, hard, around the whole program."""

import resource

from outcome import Outcome
from program import Place
from scarce_memory import commands

MIB = 1 << 20
LIMITS = [
    ("-t 500", [("CPU", 500)]), ("-t 5", [("CPU", 5)]), ("-d 6 GB", [("DATA", 6000 * MIB)]), ("-d 500 MB", [("DATA", 500 * MIB)]),
    ("-v 8 GB", [("AS", 8000 * MIB)]), ("-s 1 MB", [("STACK", MIB)]), ("-s 64 MB", [("STACK", 64 * MIB)]),
    ("-f 10 MB", [("FSIZE", 10 * MIB)]), ("-c 0", [("CORE", 0)]), ("-l 0", [("MEMLOCK", 0)]), ("-n 64", [("NOFILE", 64)]),
    ("-m 100 MB", [("RSS", 100 * MIB)]), ("-q 0", [("MSGQUEUE", 0)]), ("-i 0", [("SIGPENDING", 0)]), ("-r 0", [("RTPRIO", 0)]),
    ("-e 0", [("NICE", 0)]), ("-u 300", [("NPROC", 300)]),
    ("a batch system's: -t 600 -d 4 GB -v 8 GB -n 256 -c 0 -l 64 kB -s 8 MB",
     [("CPU", 600), ("DATA", 4000 * MIB), ("AS", 8000 * MIB), ("NOFILE", 256), ("CORE", 0), ("MEMLOCK", 65536),
      ("STACK", 8 * MIB)]),
]


def run(program, quick, random):
    outcome = Outcome("hard limits of login nodes (`ulimit -t -d -v -s -f -c -l -n -m -u` and others, alone and together)",
                      "the same answer as without: what is there is kept to, and nothing is raised")
    with Place() as place:
        made = commands(place)[:6]
        plain = {" ".join(command): program.run(command, place) for command in made}
        for name, limits in LIMITS[:: 4 if quick else 1]:
            for command in made[:: 2 if quick else 1]:

                def bound():
                    for which, most in limits:
                        resource.setrlimit(getattr(resource, "RLIMIT_" + which), (most, most))

                ended = program.run(command, place, preexec_fn=bound)
                complaints = ended.complaints({0})
                if ended.output != plain[" ".join(command)].output:
                    complaints.append("another answer")
                outcome.add(ended.code, complaints, f"{name}: {' '.join(command[:2])}")
    return [outcome]
