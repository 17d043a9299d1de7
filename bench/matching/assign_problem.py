"""Makes a problem of the size asked for, the same every time.

    python3 assign_problem.py APPLICATIONS EXPERTS REVIEWS LOAD OUT.json [flags]

Flags: panel (technical ≥ 1, financial ≥ 1, management ≥ 1 for three reviews), organisation (at most one expert per
organisation on a panel), regions (mix of regions), balance, pair / total (fairness), groups (similar projects in
groups of one to four). Fits follow topics: 20 topics, two per application, three per expert, and noise. 3 % of the
pairs are conflicts.
"""
import json
import sys

import numpy as np


def main():
    n, m, reviews, load = (int(x) for x in sys.argv[1:5])
    flags = set(sys.argv[6:])
    rng = np.random.default_rng(20261122)
    topics = 20
    topic_a = rng.integers(0, topics, (n, 2))
    groups = []
    if "groups" in flags:
        start = 0
        while start < n:
            size = int(rng.integers(1, 5))
            topic_a[start:start + size] = topic_a[start]
            if size > 1:
                groups.append({"name": f"G{len(groups)}",
                               "applications": [f"A{i:05}" for i in range(start, min(n, start + size))]})
            start += size
    topic_e = rng.integers(0, topics, (m, 3))
    common = (topic_a[:, None, :, None] == topic_e[None, :, None, :]).sum((2, 3))
    fit = np.minimum(1000, common * 280 + rng.integers(0, 441, (n, m)))
    conflict = rng.random((n, m)) < 0.03
    kinds = rng.choice(["技术", "技术", "财务", "管理"], m)
    problem = {
        "applications": [{"id": f"A{i:05}"} for i in range(n)],
        "experts": [{"id": f"E{j:04}"} for j in range(m)],
        "reviews": reviews,
        "load": {"min": 0, "max": load},
        "conflicts": [
            {"application": f"A{i:05}", "experts": [f"E{j:04}" for j in np.flatnonzero(conflict[i])], "reason": "同单位"}
            for i in range(n) if conflict[i].any()
        ],
        "fit": fit.tolist(),
    }
    weights = {}
    if "panel" in flags:
        for j, expert in enumerate(problem["experts"]):
            expert["kinds"] = [str(kinds[j])] + (["管理"] if j % 10 == 0 and kinds[j] != "管理" else [])
        problem["panel"] = [{"kind": k, "at_least": 1} for k in ("技术", "财务", "管理")]
    if "organisation" in flags:
        for j, expert in enumerate(problem["experts"]):
            expert["organisation"] = f"O{rng.integers(0, max(2, m // 6))}"
        problem["per_organisation"] = 1
    if "regions" in flags:
        for expert in problem["experts"]:
            expert["region"] = f"R{rng.integers(0, 14)}"
        for application in problem["applications"]:
            application["region"] = f"R{rng.integers(0, 14)}"
        weights |= {"region_mix": 40, "own_region": 60}
    if "balance" in flags:
        weights |= {"balance": 5}
    if "pair" in flags:
        problem["fairness"] = "weakest_pair"
    if "total" in flags:
        problem["fairness"] = "weakest_total"
    if groups:
        problem["groups"] = groups
    if weights:
        problem["weights"] = weights
    with open(sys.argv[5], "w", encoding="utf-8") as out:
        json.dump(problem, out, ensure_ascii=False, separators=(",", ":"))


main()
