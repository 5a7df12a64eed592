package forecast

import "math"

// The level of the last days. What came this week says more of the next weeks
// than the mean of a year does, once it is clear that it is no chance: a shop
// that was listed elsewhere stays busier, and one that grows has left its mean
// behind.

const (
	levelDays  = 28  // looked back over
	levelNew   = 7   // of which the newest make the new level
	clearShift = 2.5 // days' spreads that the newest must stand away, all on one side
	leastShift = 0.03
)

// catchUp moves the level to that of the newest days where they clearly left it.
// A day without contacts is no level: a feed is broken more often than a shop
// is shunned.
func (f *fitted) catchUp(days []day) {
	var off []float64 // newest first
	floor := 0.0
	for i := len(days) - 1; i >= 0 && len(off) < levelDays; i-- {
		ratio, expected := f.ratio(&days[i])
		by := f.level * f.month.factor(days[i].date, f.gapDays)
		if days[i].known == 0 || expected*by <= 0 {
			continue
		}
		if ratio == 0 {
			return
		}
		off = append(off, math.Log(ratio/by))
		floor += 1 / (expected * by)
	}
	if len(off) < 2*levelNew {
		return
	}
	run := 1
	for run < len(off) && (off[run] > 0) == (off[0] > 0) {
		run++
	}
	if run < shiftDays {
		return
	}
	level := median(off[:min(run, levelNew)])
	if math.Abs(level) >= max(leastShift, clearShift*spreadOfDays(off, floor/float64(len(off)))) {
		f.level *= math.Exp(level)
	}
}

// spreadOfDays is by how much a day differs from the day before, of which a
// change of level is one among many; never less than chance.
func spreadOfDays(off []float64, chance float64) float64 {
	steps := make([]float64, 0, len(off))
	for i := 1; i < len(off); i++ {
		steps = append(steps, math.Abs(off[i]-off[i-1]))
	}
	return max(1.4826*median(steps)/math.Sqrt2, math.Sqrt(chance))
}
