"""A siting problem solved by spopt with HiGHS, in the interpreter that has them.

    PYTHON benchmarks/siting_peer.py problem.npz

Prints one line of JSON: value (of coverings the weight covered), processor seconds with start and
building, peak memory, versions; or what is not installed. Needs nothing of Jidi.
"""

from __future__ import annotations

import json
import resource
import sys
import time

import numpy as np


def main() -> None:
    try:
        import pulp
        import spopt
        from spopt.locate import MCLP, PMedian
    except ImportError as missing:
        print(json.dumps({"absent": str(missing.name)}))
        return
    problem = np.load(sys.argv[1])
    costs, sites, weights = problem["costs"], int(problem["sites"]), problem["weights"]
    if problem["covers"]:
        reach = np.where(np.isfinite(costs), 0.0, 2.0)
        model = MCLP.from_cost_matrix(reach, weights, 1.0, sites)
    else:
        model = PMedian.from_cost_matrix(costs, weights, sites)
    solved = model.solve(pulp.HiGHS(msg=False))
    found = {
        "value": abs(pulp.value(solved.problem.objective)),
        "cpu": time.process_time(),
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "name": f"spopt {spopt.__version__}",
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
