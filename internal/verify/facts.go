package verify

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

type outcome struct {
	Type          string     `json:"type"`
	ID            string     `json:"id"`
	Brand         string     `json:"brand"`
	Shop          string     `json:"shop"`
	Channel       string     `json:"channel"`
	Service       string     `json:"service"`
	Unit          string     `json:"unit"`
	Conversation  string     `json:"conversation"`
	Shopper       string     `json:"shopper"`
	Intent        string     `json:"intent"`
	At            time.Time  `json:"event_at"`
	ReceivedAt    time.Time  `json:"received_at"`
	Agent         string     `json:"agent"`
	Slot          string     `json:"slot_id"`
	RespMS        int64      `json:"resp_ms"`
	CSAT          int64      `json:"csat"`
	Flags         []string   `json:"flags"`
	OrderRef      string     `json:"order_ref"`
	NetMinor      int64      `json:"net_minor"`
	Currency      string     `json:"currency"`
	DeliveredAt   *time.Time `json:"delivered_at"`
	OpenedAt      *time.Time `json:"opened_at"`
	TranscriptSHA string     `json:"transcript_sha"`
	Source        string     `json:"source"`
	SourceEventID string     `json:"source_event_id"`
	// Told is what it was first told as, where a later score changed it.
	Told *struct {
		CSAT  int64    `json:"csat"`
		Flags []string `json:"flags"`
	} `json:"told"`
}

func (o *outcome) is(flag string) bool { return slices.Contains(o.Flags, flag) }

type correction struct {
	Type          string    `json:"type"`
	ID            string    `json:"id"`
	Outcome       string    `json:"outcome_id"`
	Kind          string    `json:"kind"`
	Delta         int64     `json:"delta"`
	EffectiveAt   time.Time `json:"effective_at"`
	ReceivedAt    time.Time `json:"received_at"`
	Actor         string    `json:"actor"`
	EvidenceSHA   string    `json:"evidence_sha"`
	SourceEventID string    `json:"source_event_id"`
}

type booking struct {
	Type          string    `json:"type"`
	ID            string    `json:"id"`
	Brand         string    `json:"brand"`
	Slot          string    `json:"slot_id"`
	Channel       string    `json:"channel"`
	Capacity      int64     `json:"capacity"`
	ValueMinor    int64     `json:"booked_value_minor"`
	Start         time.Time `json:"start"`
	End           time.Time `json:"end"`
	ReceivedAt    time.Time `json:"received_at"`
	Source        string    `json:"source"`
	SourceEventID string    `json:"source_event_id"`
}

type excusal struct {
	Type          string    `json:"type"`
	ID            string    `json:"id"`
	Brand         string    `json:"brand"`
	Channel       string    `json:"channel"`
	From          time.Time `json:"from"`
	Till          time.Time `json:"till"`
	SignedBy      []string  `json:"signed_by"`
	EvidenceSHA   string    `json:"evidence_sha"`
	ReceivedAt    time.Time `json:"received_at"`
	Source        string    `json:"source"`
	SourceEventID string    `json:"source_event_id"`
}

type facts struct {
	outcomes    []*outcome
	corrections []*correction
	bookings    []*booking
	excusals    []*excusal

	chain  chain        // the seals of the file that they came in
	sealed []sealedLine // the brand's own chain, as the file says it
}

// readFacts reads one JSON object a line and refuses what it does not know.
func readFacts(r io.Reader) (*facts, error) {
	f := &facts{}
	s := bufio.NewScanner(r)
	s.Buffer(nil, 1<<20)
	n := 0
	for s.Scan() {
		n++
		if len(bytes.TrimSpace(s.Bytes())) == 0 {
			continue
		}
		f.chain.line = n
		if err := f.add(s.Bytes()); err != nil {
			return nil, &Unreadable{"facts", fmt.Errorf("line %d: %w", n, plainly(err))}
		}
	}
	switch err := s.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return nil, &Unreadable{"facts", fmt.Errorf("line %d: a line of at most 1 MiB expected", n+1)}
	case err != nil:
		return nil, &Unreadable{"facts", fmt.Errorf("line %d: %w", n+1, err)}
	}
	f.plainTimes()
	return f, nil
}

func (f *facts) add(line []byte) error {
	kind, err := typeOf(line)
	if err != nil {
		return err
	}
	switch kind {
	case "outcome":
		return take(f, line, outcomeNames, &f.outcomes, func(o *outcome) hash { return outcomeLeaf(o, nil) }, (*outcome).check)
	case "correction":
		return take(f, line, correctionNames, &f.corrections, correctionLeaf, (*correction).check)
	case "booking":
		return take(f, line, bookingNames, &f.bookings, bookingLeaf)
	case "excusal":
		return take(f, line, excusalNames, &f.excusals, excusalLeaf)
	}
	return f.addSeal(kind, line)
}

// addSeal reads a seal of the file or of the brand's own chain.
func (f *facts) addSeal(kind string, line []byte) error {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	switch kind {
	case "block":
		var b blockLine
		err := d.Decode(&b)
		f.chain.block(b)
		return err
	case "sealed":
		var s sealedLine
		err := d.Decode(&s)
		f.sealed = append(f.sealed, s)
		return err
	case "end":
		var e endLine
		err := d.Decode(&e)
		f.chain.end(e)
		return err
	}
	return errors.New("type: outcome, correction, booking or excusal expected")
}

var (
	outcomeNames    = fieldNames[outcome]()
	correctionNames = fieldNames[correction]()
	bookingNames    = fieldNames[booking]()
	excusalNames    = fieldNames[excusal]()

	services = []string{"reactive", "proactive", "bot", "reminder"}
	kinds    = []string{"refund", "cancel", "excuse", "reopen", "fraud_hold", "release", "dispute_upheld", "reassign"}
)

// check refuses words that no bill knows.
func (o *outcome) check() error {
	if !slices.Contains(services, o.Service) {
		return fmt.Errorf("service: one of %s expected, got %q", strings.Join(services, ", "), o.Service)
	}
	for _, flag := range o.Flags {
		if !slices.Contains(flagOrder, flag) {
			return fmt.Errorf("flag %q is not one of %s", flag, strings.Join(flagOrder, ", "))
		}
	}
	return nil
}

func (x *correction) check() error {
	if !slices.Contains(kinds, x.Kind) {
		return fmt.Errorf("kind: one of %s expected, got %q", strings.Join(kinds, ", "), x.Kind)
	}
	return nil
}

// typeOf is the line's "type". Most files have it first, where it is read
// without reading the rest; a second "type" further on is refused with the line.
func typeOf(line []byte) (string, error) {
	if rest, first := bytes.CutPrefix(line, []byte(`{"type":"`)); first {
		if kind, _, closed := bytes.Cut(rest, []byte(`"`)); closed {
			return string(kind), nil
		}
	}
	var head struct {
		Type string `json:"type"`
	}
	err := json.Unmarshal(line, &head)
	return head.Type, err
}

// take reads one fact into its list and into the chain.
func take[T any](f *facts, line []byte, names []string, list *[]*T, leaf func(*T) hash, check ...func(*T) error) error {
	fact, err := readObject[T](line, names)
	if err != nil {
		return err
	}
	for _, ok := range check {
		if err := ok(fact); err != nil {
			return err
		}
	}
	*list = append(*list, fact)
	f.chain.fact(leaf(fact))
	return nil
}

// plainTimes drops what is below a microsecond: no ledger keeps it.
func (f *facts) plainTimes() {
	cut := func(times ...*time.Time) {
		for _, t := range times {
			*t = t.Truncate(time.Microsecond)
		}
	}
	for _, o := range f.outcomes {
		cut(&o.At, &o.ReceivedAt)
	}
	for _, x := range f.corrections {
		cut(&x.EffectiveAt, &x.ReceivedAt)
	}
	for _, b := range f.bookings {
		cut(&b.Start, &b.ReceivedAt)
	}
	for _, e := range f.excusals {
		cut(&e.From, &e.Till, &e.ReceivedAt)
	}
}

// known keeps the facts of one brand that were received by asOf (all when it
// is zero). A correction belongs to the brand of its outcome.
func (f *facts) known(brand string, asOf time.Time) *facts {
	late := func(t time.Time) bool { return !asOf.IsZero() && t.After(asOf) }
	foreign := map[string]bool{}
	k := &facts{}
	for _, o := range f.outcomes {
		if o.Brand != brand {
			foreign[o.ID] = true
		} else if !late(o.ReceivedAt) {
			k.outcomes = append(k.outcomes, o)
		}
	}
	for _, x := range f.corrections {
		if !foreign[x.Outcome] && !late(x.ReceivedAt) {
			k.corrections = append(k.corrections, x)
		}
	}
	for _, b := range f.bookings {
		if b.Brand == brand && !late(b.ReceivedAt) {
			k.bookings = append(k.bookings, b)
		}
	}
	for _, e := range f.excusals {
		if e.Brand == brand && !late(e.ReceivedAt) {
			k.excusals = append(k.excusals, e)
		}
	}
	return k
}
