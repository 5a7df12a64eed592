package classify

import (
	"math"
	"slices"
)

// corpus is all training texts as sets of numbered features. It is read once;
// every fold of the calibration takes its own view of it.
type corpus struct {
	table *table
	block []uint8   // by feature
	rows  [][]int32 // by text: its features, each once
}

func newCorpus() *corpus { return &corpus{table: newTable(1 << 12)} }

// add reads one text.
func (c *corpus) add(rd *reader, text string) {
	grams := rd.read(text)
	row := make([]int32, 0, len(grams))
	for _, g := range grams {
		id := c.table.add(g)
		if int(id) == len(c.block) {
			c.block = append(c.block, uint8(g&7))
		}
		row = append(row, id)
	}
	slices.Sort(row)
	c.rows = append(c.rows, slices.Compact(row))
}

// space is the features that one model knows, the commonest first, so that
// what is touched often lies together.
type space struct {
	local   []int32 // corpus feature -> own feature, -1 unknown
	idf     []float32
	block   []uint8
	lengths [blocks]float32 // of Latin text
}

const (
	// rarity dampens the inverse document frequency: short texts have few
	// words, and the rare one of them is as often a slip as the point.
	rarity = 0.7
	// From this many texts on, a pair that occurs once is left out.
	manyTexts = 3000
)

// newSpace learns frequencies from the given rows of the corpus; lengths are
// those of the blocks of Latin text.
func (c *corpus) newSpace(rows []int32, lengths [blocks]float32) *space {
	df := make([]int32, len(c.block))
	for _, r := range rows {
		for _, f := range c.rows[r] {
			df[f]++
		}
	}
	known := make([]int32, 0, len(df))
	for f, d := range df {
		if d > 1 || d == 1 && (!isPair(c.block[f]) || len(rows) < manyTexts) {
			known = append(known, int32(f))
		}
	}
	slices.SortFunc(known, func(a, b int32) int {
		if df[a] != df[b] {
			return int(df[b] - df[a])
		}
		return int(a - b)
	})
	s := &space{local: make([]int32, len(df)), idf: make([]float32, len(known)), block: make([]uint8, len(known)), lengths: lengths}
	for f := range s.local {
		s.local[f] = -1
	}
	n := float64(len(rows))
	for id, f := range known {
		s.local[f] = int32(id)
		s.idf[id] = float32(math.Pow(math.Log((1+n)/(1+float64(df[f])))+1, rarity))
		s.block[id] = c.block[f]
	}
	return s
}

// matrix is sparse rows laid end to end.
type matrix struct {
	start []int32
	id    []int32
	val   []float32
	sq    []float32 // squared length of each row
}

func (m *matrix) row(i int) ([]int32, []float32) {
	a, b := m.start[i], m.start[i+1]
	return m.id[a:b], m.val[a:b:b]
}

// vectors are the given rows of the corpus as this space sees them.
func (s *space) vectors(c *corpus, rows []int32) *matrix {
	m := &matrix{start: make([]int32, 1, len(rows)+1)}
	room := 0
	for _, r := range rows {
		room += len(c.rows[r])
	}
	m.id, m.val = make([]int32, 0, room), make([]float32, room)
	for _, r := range rows {
		from := len(m.id)
		for _, f := range c.rows[r] {
			if id := s.local[f]; id >= 0 {
				m.id = append(m.id, id)
			}
		}
		slices.Sort(m.id[from:]) // rarest last, which near.search counts on
		m.sq = append(m.sq, s.weigh(m.id[from:], m.val[from:len(m.id)]))
		m.start = append(m.start, int32(len(m.id)))
	}
	return m
}

// weigh fills val with the weights of a set of features, every block scaled to
// its length, and returns the squared length of the whole.
func (s *space) weigh(id []int32, val []float32) float32 {
	var sum, scale [blocks]float32
	for _, f := range id {
		sum[s.block[f]] += s.idf[f] * s.idf[f]
	}
	lengths := &s.lengths
	if sum[blockSounds] > 0 { // only text with Han characters has sounds
		lengths = &hanLengths
	}
	var sq float32
	for b := range scale {
		if sum[b] > 0 {
			scale[b] = lengths[b] / float32(math.Sqrt(float64(sum[b])))
			sq += lengths[b] * lengths[b]
		}
	}
	for k, f := range id {
		val[k] = s.idf[f] * scale[s.block[f]]
	}
	return sq
}

func isPair(block uint8) bool { return block == blockPairs || block == blockCommon }
