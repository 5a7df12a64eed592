package classify

// The gate learns from messages that the machines have not seen. Each round
// holds out a part of every intent's phrasings, and a part of the intents
// altogether: their phrasings are what an unknown question looks like.

const (
	parts = 5
	// calibrationRows is about how many rows the rounds may cost together;
	// a large catalogue has trials enough after one round.
	calibrationRows = 8000
	// fewestIntents from which some can be held out altogether.
	fewestIntents = 5
	// realOutside is the weight of text marked none among all outside text.
	realOutside = 0.7
	// A round's outside trials are thinned to this many.
	maxOutside = 1500
)

// trials runs the rounds. outside is the share of traffic to assume outside.
func (s *schooling) trials(outside float64) []trial {
	rounds := min(max(calibrationRows/max(len(s.class), 1), 1), parts)
	var out []trial
	for r := range rounds {
		out = append(out, s.round(r)...)
	}
	weighTrials(out, outside)
	return out
}

// part spreads numbers evenly and without a pattern over the parts.
func part(n int32) int {
	h := (uint64(n) + 11) * 0x9e3779b97f4a7c15
	return int((h >> 33) % parts)
}

// round trains without part r and tries what was left out.
func (s *schooling) round(r int) []trial {
	gone := make([]bool, len(s.labels)) // intents held out altogether
	if len(s.labels) >= fewestIntents {
		for c := range gone {
			gone[c] = c != s.none && part(int32(c)) == r
		}
	}
	rank := make([]int32, len(s.labels))
	held := make([]bool, s.count)
	for i := range s.count {
		c := s.class[i]
		held[i] = part(rank[c]*7+c) == r
		rank[c]++
	}
	var rows []int32
	for i, c := range s.class {
		if src := s.source[i]; !gone[c] && (src < 0 || !held[src]) {
			rows = append(rows, int32(i))
		}
	}
	m := s.learn(rows)
	return s.try(m, gone, held)
}

// try judges every example that m has not seen.
func (s *schooling) try(m *Model, gone, held []bool) []trial {
	var out []trial
	sc := new(scratch)
	outside := 0
	for i := range s.count {
		c := s.class[i]
		if gone[c] {
			if outside++; outside > maxOutside {
				continue
			}
		} else if !held[i] {
			continue
		}
		sig, top := m.judgeRow(sc, s.corpus, int32(i))
		t := trial{signals: sig, outside: gone[c] || int(c) == s.none, weight: 1, class: c}
		t.right = !t.outside && top[0] == int(c)
		if int(c) == s.none {
			t.weight = 0 // weighTrials tells it from a held-out intent
		}
		out = append(out, t)
	}
	return out
}

// judgeRow is judge for a text whose features the corpus has.
func (m *Model) judgeRow(sc *scratch, c *corpus, row int32) (signals, [topCount]int) {
	var all, known [blocks]float64
	sc.ids = sc.ids[:0]
	for _, f := range c.rows[row] {
		all[c.block[f]]++
		if id := m.local[f]; id >= 0 {
			known[c.block[f]]++
			sc.ids = append(sc.ids, id)
		}
	}
	return m.finish(sc, all, known)
}

// weighTrials gives inside and outside their shares of the traffic.
func weighTrials(ts []trial, outside float64) {
	var in, held, marked float64
	for _, t := range ts {
		switch {
		case !t.outside:
			in++
		case t.weight == 0:
			marked++
		default:
			held++
		}
	}
	real := realOutside
	switch {
	case marked == 0:
		real = 0
	case held == 0:
		real = 1
	}
	for i := range ts {
		t := &ts[i]
		switch {
		case !t.outside:
			t.weight = (1 - outside) / in
		case t.weight == 0:
			t.weight = outside * real / marked
		default:
			t.weight = outside * (1 - real) / held
		}
	}
}
