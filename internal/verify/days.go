package verify

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"
)

// sealedLine is a block of the brand's own chain: outcomes and corrections as
// they were told, in the order in which they were received. Unlike the blocks
// of a file, these were made while the sale ran, and the root over a day's is
// printed on every bill.
type sealedLine struct {
	Type   string    `json:"type"`
	N      int64     `json:"n"`
	Facts  int64     `json:"facts"`
	Day    string    `json:"day"`
	LastAt time.Time `json:"last_at"`
	LastID string    `json:"last_id"`
	Prev   string    `json:"prev"`
	Hash   string    `json:"hash"`
}

// Day is one on which facts were sealed, and the root over its blocks. The last
// day's stands on the bill.
type Day struct {
	Day    string `json:"day"`
	Blocks int64  `json:"blocks"`
	Facts  int64  `json:"facts"`
	Root   string `json:"root"`
}

// received is a fact in the order of the brand's chain.
type received struct {
	at   time.Time
	id   string
	leaf hash
}

// asTold is an outcome without the score that came later.
func (o *outcome) asTold() hash {
	first := *o
	if o.Told != nil {
		first.CSAT, first.Flags = o.Told.CSAT, o.Told.Flags
	}
	return outcomeLeaf(&first, nil)
}

func (f *facts) inOrder() []received {
	all := make([]received, 0, len(f.outcomes)+len(f.corrections))
	for _, o := range f.outcomes {
		all = append(all, received{o.ReceivedAt, o.ID, o.asTold()})
	}
	for _, x := range f.corrections {
		all = append(all, received{x.ReceivedAt, x.ID, correctionLeaf(x)})
	}
	slices.SortFunc(all, received.compare)
	return all
}

func (r received) compare(o received) int {
	return cmp.Or(r.at.Compare(o.at), cmp.Compare(r.id, o.id))
}

// days follows the brand's own chain through the facts and returns its days. A
// file that somebody wrote himself has no chain, and no days.
func (f *facts) days() ([]Day, []Finding) {
	if len(f.sealed) == 0 {
		return nil, nil
	}
	var days []Day
	var broken []Finding
	var roots [][]hash
	left, prev := f.inOrder(), ""
	for i, s := range f.sealed {
		say := func(format string, args ...any) {
			broken = append(broken, Finding{Line: fmt.Sprintf("sealed block %d", s.N), Says: fmt.Sprintf(format, args...)})
		}
		n, _ := slices.BinarySearchFunc(left, received{at: s.LastAt, id: s.LastID + "\x00"}, received.compare)
		sum := sealedHash(s.N, prev, left[:n])
		switch {
		case s.N != int64(i+1) || s.Prev != prev:
			say("it does not follow from the block before it")
		case s.Facts != int64(n):
			say("it was sealed with %d facts, %d are here", s.Facts, n)
		case hexOf(sum) != s.Hash:
			say("a fact in it is not what was sealed")
		}
		if len(days) == 0 || days[len(days)-1].Day != s.Day {
			days, roots = append(days, Day{Day: s.Day}), append(roots, nil)
		}
		d := &days[len(days)-1]
		d.Blocks, d.Facts = d.Blocks+1, d.Facts+int64(n)
		roots[len(roots)-1] = append(roots[len(roots)-1], sum)
		left, prev = left[n:], s.Hash
	}
	if len(left) > 0 {
		broken = append(broken, Finding{Line: "sealed blocks", Says: fmt.Sprintf("%d facts stand in none of them", len(left))})
	}
	for i := range days {
		days[i].Root = root(roots[i])
	}
	return days, broken
}

// sealedHash is the hash of block n over these facts.
func sealedHash(n int64, prev string, in []received) hash {
	sum := sha256.New()
	sum.Write(newRecord().put("block", n, prev).text)
	for i := range in {
		sum.Write(in[i].leaf[:])
	}
	return hash(sum.Sum(nil))
}
