"""The optimum of a problem by OR-tools, for comparison: `python3 assign_reference.py problem.json [assignment.json]`.

Plain problems and those with panels of single-kind experts go to the minimum-cost flow; the others to CP-SAT, which
gives a bound too. Prints the optimum, the CPU time of the solver alone, and whether the assignment's points agree.
"""
import json
import resource
import sys
import time

from ortools.graph.python import min_cost_flow
from ortools.sat.python import cp_model


def cpu():
    return sum(resource.getrusage(resource.RUSAGE_SELF)[:2])


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def open_pairs(problem):
    place = {e["id"]: j for j, e in enumerate(problem["experts"])}
    excluded = {a["id"]: set() for a in problem["applications"]}
    for conflict in problem.get("conflicts", []):
        excluded[conflict["application"]].update(place[e] for e in conflict["experts"])
    for i, application in enumerate(problem["applications"]):
        for j in range(len(problem["experts"])):
            if j not in excluded[application["id"]]:
                yield i, j


def by_flow(problem):
    n, m = len(problem["applications"]), len(problem["experts"])
    solver = min_cost_flow.SimpleMinCostFlow()
    tails, heads, costs = [], [], []
    for i, j in open_pairs(problem):
        tails.append(i)
        heads.append(n + j)
        costs.append(-problem["fit"][i][j])
    solver.add_arcs_with_capacity_and_unit_cost(tails, heads, [1] * len(tails), costs)
    for j in range(m):
        solver.add_arc_with_capacity_and_unit_cost(n + j, n + m, problem["load"]["max"], 0)
    for i in range(n):
        solver.set_node_supply(i, problem["reviews"])
    solver.set_node_supply(n + m, -n * problem["reviews"])
    start = cpu()
    status = solver.solve()
    used = cpu() - start
    return (-solver.optimal_cost() if status == solver.OPTIMAL else None), used, len(tails)


def by_cp(problem, seconds, floor):
    model = cp_model.CpModel()
    n, m = len(problem["applications"]), len(problem["experts"])
    experts, weights = problem["experts"], problem.get("weights", {})
    x = {pair: model.new_bool_var("") for pair in open_pairs(problem)}
    terms, arcs = [], 0
    for i, application in enumerate(problem["applications"]):
        own = [j for j in range(m) if (i, j) in x]
        model.add(sum(x[i, j] for j in own) == problem["reviews"])
        # Seats by kinds: for every set of kinds, enough experts of one of them (Hall's condition).
        kinds = [s["kind"] for s in problem.get("panel", [])]
        for mask in range(1, 1 << len(kinds)):
            chosen = {kinds[k] for k in range(len(kinds)) if mask >> k & 1}
            need = sum(s["at_least"] for s in problem["panel"] if s["kind"] in chosen)
            model.add(sum(x[i, j] for j in own if chosen & set(experts[j].get("kinds", []))) >= need)
        if problem.get("per_organisation"):
            by = {}
            for j in own:
                by.setdefault(experts[j].get("organisation", ""), []).append(x[i, j])
            for name, group in by.items():
                if name:
                    model.add(sum(group) <= problem["per_organisation"])
        if weights.get("region_mix"):
            by = {}
            for j in own:
                by.setdefault(experts[j].get("region", ""), []).append(x[i, j])
            for name, group in by.items():
                over = model.new_int_var(0, problem["reviews"], "")
                model.add(over >= sum(group) - 1)
                terms.append(-weights["region_mix"] * over)
        for j in own:
            points = problem["fit"][i][j]
            if experts[j].get("region") and experts[j].get("region") == application.get("region"):
                points -= weights.get("own_region", 0)
            terms.append(points * x[i, j])
            arcs += 1
    if floor:
        for i in range(n):
            total = sum(problem["fit"][i][j] * x[i, j] for j in range(m) if (i, j) in x)
            model.add(1000 * total >= floor * problem["reviews"])
    position = {a["id"]: i for i, a in enumerate(problem["applications"])}
    for group in problem.get("groups", []):
        first = position[group["applications"][0]]
        for other in group["applications"][1:]:
            for j in range(m):
                a, b = x.get((first, j)), x.get((position[other], j))
                if a is not None and b is not None:
                    model.add(a == b)
                else:
                    for only in (a, b):
                        if only is not None:
                            model.add(only == 0)
    for j in range(m):
        model.add(sum(x[i, j] for i in range(n) if (i, j) in x) <= problem["load"]["max"])
    model.maximize(sum(terms))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    start = cpu()
    solver.solve(model)
    return solver.objective_value, solver.best_objective_bound, cpu() - start, arcs


def main():
    problem = load(sys.argv[1])
    rules = {"panel", "per_organisation", "groups", "fairness"} & set(problem)
    # The floor is taken from the assignment: what is compared is the optimum above it.
    fairness, floor = problem.get("fairness"), 0
    if fairness in ("weakest_total", "weakest_pair"):
        score = load(sys.argv[2])["score"]
        if fairness == "weakest_total":
            floor = score["weakest_total_milli"]
        else:
            below = {(i, j) for i, row in enumerate(problem["fit"]) for j, fit in enumerate(row) if fit < score["weakest_pair"]}
            conflicts = problem.setdefault("conflicts", [])
            for i, j in below:
                conflicts.append({"application": problem["applications"][i]["id"], "experts": [problem["experts"][j]["id"]]})
    if rules or problem.get("weights"):
        value, bound, used, arcs = by_cp(problem, 120, floor)
        print(f"CP-SAT {value:.0f} bound {bound:.0f} arcs {arcs} cpu {used:.2f}")
    else:
        value, used, arcs = by_flow(problem)
        print(f"OR-tools min-cost flow {value} arcs {arcs} cpu {used:.3f}")
    if len(sys.argv) > 2:
        answer = load(sys.argv[2])
        points = answer["score"]["points"]
        print("assignment", points, "equal" if points == value else f"differs by {points - value:.0f}")


main()
