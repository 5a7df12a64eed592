package rate

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// SealedWriter writes facts as ReadFacts reads them, one at a time, with a
// "block" line after every BlockFacts of them and an "end" line at last. By
// these verify says where a file was changed, cut or put in another order. It
// keeps one block's hashes and no facts.
type SealedWriter struct {
	to     *bufio.Writer
	facts  int64
	blocks int64
	prev   string
	leaves []Hash
}

// NewSealedWriter writes to w.
func NewSealedWriter(w io.Writer) *SealedWriter {
	return &SealedWriter{to: bufio.NewWriterSize(w, 1<<16), leaves: make([]Hash, 0, BlockFacts)}
}

// Outcome writes one.
func (s *SealedWriter) Outcome(o *Outcome) error { return s.write("outcome", o, Leaf(o, nil)) }

// Correction writes one.
func (s *SealedWriter) Correction(x *Correction) error {
	return s.write("correction", x, CorrectionLeaf(x))
}

// Booking writes one.
func (s *SealedWriter) Booking(b *Booking) error { return s.write("booking", b, BookingLeaf(b)) }

// Excusal writes one.
func (s *SealedWriter) Excusal(e *Excusal) error { return s.write("excusal", e, ExcusalLeaf(e)) }

func (s *SealedWriter) write(kind string, fact any, leaf Hash) error {
	body, err := json.Marshal(fact)
	if err != nil {
		return fmt.Errorf("write %s: %w", kind, err)
	}
	if _, err := fmt.Fprintf(s.to, "{\"type\":%q,%s\n", kind, body[1:]); err != nil {
		return fmt.Errorf("write %s: %w", kind, err)
	}
	s.facts++
	if s.leaves = append(s.leaves, leaf); len(s.leaves) == BlockFacts {
		return s.block()
	}
	return nil
}

func (s *SealedWriter) block() error {
	s.blocks++
	hash := ChainHash(s.prev, s.blocks, s.leaves)
	_, err := fmt.Fprintf(s.to, "{\"type\":\"block\",\"n\":%d,\"facts\":%d,\"prev\":%q,\"hash\":%q}\n", s.blocks, len(s.leaves), s.prev, hash)
	s.prev, s.leaves = hash, s.leaves[:0]
	if err != nil {
		return fmt.Errorf("write block: %w", err)
	}
	return nil
}

// SealedBlock is a block of the brand's own chain, as the database keeps it.
type SealedBlock struct {
	Type   string    `json:"type"` // sealed
	N      int64     `json:"n"`
	Facts  int64     `json:"facts"`
	Day    string    `json:"day"` // on which it was sealed, UTC
	LastAt time.Time `json:"last_at"`
	LastID string    `json:"last_id"`
	Prev   string    `json:"prev"`
	Hash   string    `json:"hash"`
}

// Chain writes a block of the brand's own chain, after the facts: by these the
// file leads to the day's root that is printed on a bill.
func (s *SealedWriter) Chain(b SealedBlock) error {
	b.Type = "sealed"
	body, err := json.Marshal(b)
	if err != nil {
		return fmt.Errorf("write sealed block: %w", err)
	}
	if _, err := s.to.Write(append(body, '\n')); err != nil {
		return fmt.Errorf("write sealed block: %w", err)
	}
	return nil
}

// Close writes what is left and the end.
func (s *SealedWriter) Close() error {
	if len(s.leaves) > 0 {
		if err := s.block(); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprintf(s.to, "{\"type\":\"end\",\"facts\":%d,\"blocks\":%d,\"hash\":%q}\n", s.facts, s.blocks, s.prev); err != nil {
		return fmt.Errorf("write end: %w", err)
	}
	return s.to.Flush()
}
