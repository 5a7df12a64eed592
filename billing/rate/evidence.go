package rate

import (
	"crypto/sha256"

	"github.com/manyhands/manyhands/internal/fault"
)

// Leaf and node carry different first bytes, so that no node can be passed off
// as a record.
const (
	leafMark = 0x00
	nodeMark = 0x01
)

// Hash is a node of an evidence tree.
type Hash = [32]byte

// ErrEvidence says that an outcome is not under the line's root.
var ErrEvidence = fault.New(fault.NotFound, "evidence_missing", "the outcome is not part of that evidence")

// Leaf is the hash of one outcome with the corrections laid on it, by id. It
// covers the transcript's hash and the hash of each order or refund message.
func Leaf(o *Outcome, corrections []*Correction) Hash {
	c := append(make(canonical, 0, 640), leafMark).outcome(o) // most records fit
	for _, x := range corrections {
		c = c.correction(x)
	}
	return sha256.Sum256(c)
}

func (r *row) leaf() Hash { return Leaf(r.Outcome, r.corrections) }

func node(l, r Hash) Hash {
	var b [65]byte
	b[0] = nodeMark
	copy(b[1:], l[:])
	copy(b[33:], r[:])
	return sha256.Sum256(b[:])
}

// Root is the Merkle root over leaves sorted by outcome id. A level with an odd
// number lifts its last node unchanged. No leaves have the hash of nothing.
func Root(leaves []Hash) Hash {
	if len(leaves) == 0 {
		return sha256.Sum256(nil)
	}
	level := append([]Hash(nil), leaves...)
	for len(level) > 1 {
		n := len(level) / 2
		for i := range n {
			level[i] = node(level[2*i], level[2*i+1])
		}
		if len(level)%2 == 1 {
			level[n] = level[len(level)-1]
			n++
		}
		level = level[:n]
	}
	return level[0]
}

// Step is one neighbour on the way from a leaf to the root.
type Step struct {
	Sibling Hash
	Left    bool // the sibling is the left one
}

// Prove is the way from leaf i to the root: at most 25 hashes for 26 million
// leaves. It returns ErrEvidence.
func Prove(leaves []Hash, i int) ([]Step, error) {
	if i < 0 || i >= len(leaves) {
		return nil, ErrEvidence
	}
	var way []Step
	level := append([]Hash(nil), leaves...)
	for len(level) > 1 {
		if sibling := i ^ 1; sibling < len(level) {
			way = append(way, Step{level[sibling], sibling < i})
		}
		next := make([]Hash, 0, (len(level)+1)/2)
		for k := 0; k+1 < len(level); k += 2 {
			next = append(next, node(level[k], level[k+1]))
		}
		if len(level)%2 == 1 {
			next = append(next, level[len(level)-1])
		}
		level, i = next, i/2
	}
	return way, nil
}

// Proven tells whether the way leads from leaf to root.
func Proven(leaf Hash, way []Step, root Hash) bool {
	for _, s := range way {
		if s.Left {
			leaf = node(s.Sibling, leaf)
		} else {
			leaf = node(leaf, s.Sibling)
		}
	}
	return leaf == root
}

// tagBytes is how much of each leaf a tag keeps: enough that a changed fact is
// named, while the root is what proves it.
const tagBytes = 4

func tags(leaves []Hash) []byte {
	out := make([]byte, 0, len(leaves)*tagBytes)
	for i := range leaves {
		out = append(out, leaves[i][:tagBytes]...)
	}
	return out
}
