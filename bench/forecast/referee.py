"""Boosted trees with a Poisson loss on seasonal features (scikit-learn).

usage: referee.py train.csv ask.csv
"""
import csv
import sys
from datetime import date

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor

train = list(csv.DictReader(open(sys.argv[1])))
ask = list(csv.DictReader(open(sys.argv[2])))
days = sorted({r["date"] for r in train})
at = {d: i for i, d in enumerate(days)}
per = 1 + max(int(r["slot"]) for r in train)
y = np.zeros((len(days), per))
for r in train:
    y[at[r["date"]], int(r["slot"])] = float(r["calls"])
weekday = np.array([date.fromisoformat(d).isoweekday() for d in days])


def row(d, w, k):
    """What is known of a slot at any distance: levels of the past as features
    made the trees worse at all three origins."""
    return [w, k, d.day]


x, t = [], []
for i in range(len(days)):
    for k in range(per):
        x.append(row(date.fromisoformat(days[i]), weekday[i], k))
        t.append(y[i, k])
model = HistGradientBoostingRegressor(loss="poisson", max_iter=300, learning_rate=0.05, random_state=1)
model.fit(np.array(x), np.array(t))
q = np.array([row(date.fromisoformat(r["date"]), int(r["weekday"]), int(r["slot"])) for r in ask])
for r, v in zip(ask, model.predict(q)):
    print(f"boosted trees (Poisson),{r['unix']},{v}")
