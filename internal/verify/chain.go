package verify

import (
	"crypto/sha256"
	"fmt"
)

// blockLine and endLine seal an exported file: after every 4096 facts a hash
// over them and the block before, and at last how much there was. So a file
// that was changed, cut, or put in another order says where, before anything is
// counted from it. A file without any seal is one that somebody wrote himself.
type blockLine struct {
	Type  string `json:"type"`
	N     int64  `json:"n"`
	Facts int64  `json:"facts"`
	Prev  string `json:"prev"`
	Hash  string `json:"hash"`
}

type endLine struct {
	Type   string `json:"type"`
	Facts  int64  `json:"facts"`
	Blocks int64  `json:"blocks"`
	Hash   string `json:"hash"`
}

// chain follows the seals while a file is read.
type chain struct {
	leaves []hash // since the last block
	from   int    // line of the first of them
	line   int    // being read
	facts  int64
	blocks int64
	prev   string
	ended  bool
	broken []Finding
}

func (c *chain) say(format string, args ...any) {
	c.broken = append(c.broken, Finding{Line: "facts file", Says: fmt.Sprintf(format, args...)})
}

// fact takes one fact's hash.
func (c *chain) fact(h hash) {
	if len(c.leaves) == 0 {
		c.from = c.line
	}
	c.leaves, c.facts = append(c.leaves, h), c.facts+1
	if c.ended {
		c.say("line %d: a fact after the end of the file as it was exported", c.line)
	}
}

func (c *chain) block(b blockLine) {
	c.blocks++
	where := fmt.Sprintf("block %d (lines %d to %d)", b.N, c.from, c.line-1)
	sum := sha256.New()
	sum.Write(newRecord().put("block", b.N, b.Prev).text)
	for _, h := range c.leaves {
		sum.Write(h[:])
	}
	switch {
	case b.N != c.blocks:
		c.say("%s: block %d expected: blocks were swapped or left out", where, c.blocks)
	case b.Prev != c.prev:
		c.say("%s: it does not follow from block %d", where, b.N-1)
	case b.Facts != int64(len(c.leaves)):
		c.say("%s: it holds %d facts and was exported with %d", where, len(c.leaves), b.Facts)
	case hexOf(hash(sum.Sum(nil))) != b.Hash:
		c.say("%s: a fact in it is not what was exported", where)
	}
	c.blocks, c.prev, c.leaves = b.N, b.Hash, nil
}

func (c *chain) end(e endLine) {
	c.ended = true
	if len(c.leaves) > 0 {
		c.say("lines %d to %d: %d facts stand in no block", c.from, c.line-1, len(c.leaves))
	}
	if e.Facts != c.facts || e.Blocks != c.blocks || e.Hash != c.prev {
		c.say("line %d: the file was exported with %d facts in %d blocks, %d facts are here", c.line, e.Facts, e.Blocks, c.facts)
	}
}

// close looks whether a file that has blocks also has its end.
func (c *chain) close() []Finding {
	if c.blocks > 0 && !c.ended {
		c.say("it breaks off after line %d, behind block %d: its end is missing", c.line, c.blocks)
	}
	return c.broken
}
