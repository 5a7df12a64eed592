package verify

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// inclusion is the proof that one outcome is under one line of an invoice.
type inclusion struct {
	Line  string            `json:"line"`
	Root  string            `json:"evidence_root"`
	Count int64             `json:"evidence_count"`
	Facts []json.RawMessage `json:"facts"`
	Way   []struct {
		Hash string `json:"hash"`
		Left bool   `json:"left"`
	} `json:"way"`
}

// Included checks a proof alone: it hashes the outcome and its corrections,
// climbs to the root, and says what was proven. Whether that root is the one
// that the invoice prints is for the reader to see, or for Recount.
func Included(proof io.Reader) (string, error) {
	var p inclusion
	d := json.NewDecoder(proof)
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return "", fmt.Errorf("proof: %w", plainly(err))
	}
	f := &facts{}
	for _, raw := range p.Facts {
		if err := f.add(bytes.TrimSpace(raw)); err != nil {
			return "", fmt.Errorf("proof: facts: %w", plainly(err))
		}
	}
	if len(f.outcomes) != 1 {
		return "", errors.New("proof: one outcome is expected")
	}
	o := f.outcomes[0]
	slices.SortFunc(f.corrections, func(a, b *correction) int { return cmp.Compare(a.ID, b.ID) })
	for _, x := range f.corrections {
		if x.Outcome != o.ID {
			return "", fmt.Errorf("proof: correction %s is of another outcome", x.ID)
		}
	}
	h := outcomeLeaf(o, f.corrections)
	for _, step := range p.Way {
		other, err := hex.DecodeString(step.Hash)
		if err != nil || len(other) != sha256.Size {
			return "", fmt.Errorf("proof: way: %q is no hash", step.Hash)
		}
		if step.Left {
			h = sha256.Sum256(slices.Concat([]byte{1}, other, h[:]))
		} else {
			h = sha256.Sum256(slices.Concat([]byte{1}, h[:], other))
		}
	}
	if hexOf(h) != p.Root {
		return "", fmt.Errorf("outcome %s is not under root %s: the way leads to %s", o.ID, p.Root, hexOf(h))
	}
	return fmt.Sprintf("outcome %s with %d corrections is under the root %s of line %s", o.ID, len(f.corrections), p.Root, p.Line), nil
}
