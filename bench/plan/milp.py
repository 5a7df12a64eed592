"""Solves an instance file of `manyhands match` with HiGHS, through SciPy.

It shares nothing with the program but the file formats: the rules are written
down once more here, as rows of a matrix. Slots must lie on one grid of equal
length (the generator's do); it says so when they do not.

usage: milp.py i.json a.json seconds     (weights come from a.json)
"""
import json
import sys
import time
from datetime import datetime

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix


def unix(text):
    return int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


def main():
    instance, answer, limit = json.load(open(sys.argv[1])), json.load(open(sys.argv[2])), float(sys.argv[3])
    w = answer["weights"]
    slots, agents = instance["slots"], instance["agents"]
    for s in slots:
        s["from"], s["till"], s["day"] = unix(s["start"]), unix(s["end"]), s["start"][:10]
    length = slots[0]["till"] - slots[0]["from"]
    if any(s["till"] - s["from"] != length or (s["from"] - slots[0]["from"]) % length for s in slots):
        sys.exit("the slots do not lie on one grid")
    by_start = {}
    for i, s in enumerate(slots):
        by_start.setdefault(s["from"], []).append(i)
    starts = sorted(by_start)
    cost, row, col, val, low, high = [], [], [], [], [], []
    n = 0

    def add(cols, coefs, lo, hi):
        r = len(low)
        row.extend([r] * len(cols))
        col.extend(cols)
        val.extend(coefs)
        low.append(lo)
        high.append(hi)

    cover = [[] for _ in slots]
    group = {}
    for a in agents:
        key = (tuple(a["tags"]), tuple(a.get("prefer_brands", [])), tuple(a.get("avoid_brands", [])), a.get("reliability", 1))
        if key not in group:
            held, ok = set(a["tags"]), {}
            for i, s in enumerate(slots):
                if set(s["require"]) <= held and s["brand"] not in a.get("avoid_brands", []):
                    m = 1 - a.get("reliability", 1)
                    for p in s["prefer"]:
                        if (p["tag"] in held) != (p["weight"] > 0):
                            m += abs(p["weight"])
                    if a.get("prefer_brands") and s["brand"] not in a["prefer_brands"]:
                        m += 1
                    ok[i] = int(np.floor(w["preference"] * m + 0.5))
            group[key] = ok
        ok = group[key]
        wage = w["cost"] * ((a["cost"] * length + 1800) // 3600)
        spans = [(unix(f), unix(t)) for f, t in a["available"]]
        y = {}
        for t in starts:
            if not any(f <= t and t + length <= u for f, u in spans):
                continue
            mine = [i for i in by_start[t] if i in ok and slots[i]["need"] > 0]
            if not mine:
                continue
            y[t] = list(range(n, n + len(mine)))
            for i in mine:
                cost.append(wage + ok[i])
                cover[i].append(n)
                n += 1
            if len(mine) > 1:
                add(y[t], [1] * len(mine), -np.inf, 1)
        rest = a["min_rest_h"] * 3600
        ts = sorted(y)
        for k, t in enumerate(ts):
            for u in ts[k + 1:]:
                gap = u - t - length
                if gap <= 0 or gap >= rest:
                    continue
                between = list(range(t + length, u, length))
                cols, coefs = y[t] + y[u], [1] * (len(y[t]) + len(y[u]))
                hi = 1
                if all(b in y for b in between):
                    # legal when everything between is worked: one row for each
                    for b in between:
                        add(cols + y[b], coefs + [-1] * len(y[b]), -np.inf, hi)
                else:
                    add(cols, coefs, -np.inf, hi)
        days = {}
        for t in ts:
            days.setdefault(slots[by_start[t][0]]["day"], []).append(t)
        most = int(a["max_hours_day"] * 3600 // length)
        for d in days.values():
            if len(d) > most:
                cols = [c for t in d for c in y[t]]
                add(cols, [1] * len(cols), -np.inf, most)
        total = int(a["max_hours_total"] * 3600 // length)
        if len(ts) > total:
            cols = [c for t in ts for c in y[t]]
            add(cols, [1] * len(cols), -np.inf, total)
    upper = [1.0] * n
    integer = [1] * n
    for i, s in enumerate(slots):
        if s["need"] == 0:
            continue
        cost.append(int(np.floor(w["short"] * s.get("priority", 1) + 0.5)))
        upper.append(s["need"])
        integer.append(0)  # whole by itself once the others are
        add(cover[i] + [n], [1] * (len(cover[i]) + 1), s["need"], s["need"])
        n += 1
    A = coo_matrix((val, (row, col)), shape=(len(low), n)).tocsr()
    began = time.process_time()
    r = milp(np.array(cost, float), integrality=np.array(integer), bounds=Bounds(0, np.array(upper)),
             constraints=LinearConstraint(A, np.array(low), np.array(high)),
             options={"time_limit": limit, "mip_rel_gap": 0, "presolve": True})
    took = time.process_time() - began
    print(json.dumps({"seconds": took, "status": int(r.status), "objective": None if r.fun is None else round(r.fun),
                      "bound": getattr(r, "mip_dual_bound", None), "columns": n, "rows": len(low)}))


main()
