package plan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/manyhands/manyhands/internal/tag"
)

// A peak's file is nearly all agents, written plainly: known fields, no
// escapes, times to the second. Those are read here, several times faster than
// by the decoder. Whatever is not plain, wrong or merely unusual, is left to
// the decoder together with all that follows, so that it alone decides what is
// refused and in which words.

// plainBuffer is how much of the file is looked at in one piece.
const plainBuffer = 1 << 20

// plain reads agents until one is not plain, and then puts a decoder where it
// stopped. It returns how many it read.
func (f *reading) plain() (n int, err error) {
	v := view{rest: io.MultiReader(f.dec.Buffered(), f.lines), offset: f.offset()}
	defer func() { f.resume(&v, n) }()
	var row plainRow
	for ; n < mostElements; n++ {
		at, ok := v.next(n > 0, &row)
		if !ok {
			return n, nil
		}
		a, ok := f.plainAgent(&row)
		if !ok {
			return n, nil
		}
		f.element = f.lines.at(v.offset+int64(at), false)
		f.at["agents"] = append(f.at["agents"], f.element)
		v.took(row.end)
		if err := f.keep(n, a, &row.agentRow); err != nil {
			return n, f.place(err)
		}
	}
	return n, nil
}

// resume makes a decoder that stands in a list of agents, after n of them.
func (f *reading) resume(v *view, n int) {
	before := `{"agents":[`
	tokens := 3
	if n > 0 {
		before, tokens = before+"0", 4
	}
	f.base = v.offset - int64(len(before))
	f.dec = json.NewDecoder(io.MultiReader(strings.NewReader(before), bytes.NewReader(v.buf), v.rest))
	f.dec.DisallowUnknownFields()
	for range tokens {
		_, _ = f.dec.Token() // our own text
	}
}

// offset is where the decoder stands in the file.
func (f *reading) offset() int64 { return f.base + f.dec.InputOffset() }

// plainAgent turns a row into an agent; ok is false when a word of it is not
// one that needs no explanation.
func (f *reading) plainAgent(row *plainRow) (a Agent, ok bool) {
	a = Agent{ID: f.name(row.id), Reliability: 1, CostMinor: row.cost}
	if a.Tags, ok = f.plainTags(row); !ok {
		return a, false
	}
	a.Available = f.kept(row.spans)
	a.PreferBrands, a.AvoidBrands, a.LastBrands = f.plainWords(row.prefer), f.plainWords(row.avoid), f.plainWords(row.last)
	return a, true
}

func (f *reading) plainTags(row *plainRow) (tag.Set, bool) {
	row.key = row.key[:0]
	for i, t := range row.tags {
		if len(t) == 0 || len(t) > mostWord || bytes.IndexByte(t, ' ') >= 0 {
			return nil, false
		}
		if i > 0 {
			row.key = append(row.key, ' ')
		}
		row.key = append(row.key, t...)
	}
	if known, ok := f.sets[string(row.key)]; ok {
		return known, true
	}
	return f.tags(f.plainWords(row.tags)), true
}

func (f *reading) plainWords(list [][]byte) []string {
	if len(list) == 0 {
		return nil
	}
	out := make([]string, len(list))
	for i, b := range list {
		known, ok := f.known[string(b)]
		if !ok {
			known = string(b)
			f.known[known] = known
		}
		out[i] = known
	}
	return out
}

// name and kept put what every agent has of its own into large pieces of
// memory: one allocation an agent is a third more than the text itself.
func (f *reading) name(b []byte) string {
	const piece = 1 << 16
	if f.names == nil || f.names.Len()+len(b) > f.names.Cap() {
		f.names = &strings.Builder{}
		f.names.Grow(max(piece, len(b)))
	}
	from := f.names.Len()
	_, _ = f.names.Write(b)
	return f.names.String()[from:]
}

func (f *reading) kept(spans []Span) []Span {
	const piece = 1 << 14
	if cap(f.spans)-len(f.spans) < len(spans) {
		f.spans = make([]Span, 0, max(piece, len(spans)))
	}
	from := len(f.spans)
	f.spans = append(f.spans, spans...)
	return f.spans[from:len(f.spans):len(f.spans)]
}

// view is the part of the file at hand.
type view struct {
	rest   io.Reader
	buf    []byte // not yet taken
	offset int64  // of buf[0] in the file
	room   []byte
	ended  bool
}

// next finds and reads the agent that comes next. at is where it begins.
func (v *view) next(comma bool, row *plainRow) (at int, ok bool) {
	for {
		c := cursor{b: v.buf}
		if comma {
			c.want(',')
		}
		c.space()
		at = c.i
		row.read(&c)
		row.end = c.i
		switch {
		case c.state == fine:
			return at, true
		case c.state == unusual, v.ended, len(v.buf) > longestElement:
			return at, false
		}
		v.fill()
	}
}

func (v *view) took(n int) {
	v.buf = v.buf[n:]
	v.offset += int64(n)
}

// fill reads on. What goes wrong is found again by the decoder.
func (v *view) fill() {
	if need := len(v.buf) + plainBuffer; cap(v.buf) < need {
		if cap(v.room) < need {
			v.room = make([]byte, 0, need)
		}
		v.buf = append(v.room[:0], v.buf...) // overlaps, to the front
	}
	n, err := v.rest.Read(v.buf[len(v.buf):min(cap(v.buf), len(v.buf)+plainBuffer)])
	v.buf = v.buf[:len(v.buf)+n]
	if err != nil {
		v.ended = true
		if !errors.Is(err, io.EOF) {
			v.rest = io.MultiReader(broken{err}, v.rest)
		}
	}
}

// broken gives back an error that came too early to be told.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, fmt.Errorf("%w", b.err) }
