package rate

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/fault"
)

// ErrFact refuses a line of facts; its field names the line and what was
// expected there. One bad line refuses the file: a bill with a hole is worse
// than none.
var ErrFact = fault.New(fault.Invalid, "fact_malformed", "a fact cannot be read")

// maxLine bounds one fact.
const maxLine = 1 << 20

// ReadFacts reads one JSON object a line; "type" says what it is: outcome,
// correction, booking or excusal. It returns ErrFact.
func ReadFacts(r io.Reader) (Facts, error) {
	var f Facts
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 1<<16), maxLine)
	n := 0
	for lines.Scan() {
		n++
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		if err := f.addLine(lines.Bytes()); err != nil {
			return Facts{}, lineFault(n, err)
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return Facts{}, lineFault(n+1, errors.New("a line of at most 1 MiB is expected"))
	} else if err != nil {
		return Facts{}, lineFault(n+1, err)
	}
	return f, nil
}

// wrong names the field that is wrong.
type wrong struct{ field, wanted, got string }

func (w wrong) Error() string {
	return fmt.Sprintf("%s: %s expected, got %q", w.field, w.wanted, w.got)
}

func lineFault(n int, err error) error {
	line := "line " + strconv.Itoa(n)
	var w wrong
	if errors.As(err, &w) {
		return ErrFact.With("%s, %s", line, w.Error()).At(line+", "+w.field, w.wanted, w.got)
	}
	words := strings.TrimPrefix(err.Error(), "json: ")
	return ErrFact.With("%s: %s", line, words).At(line, "a fact as docs/billing-formats.md describes", words)
}

func (f *Facts) addLine(line []byte) error {
	var head struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(line, &head); err != nil {
		if bytes.TrimSpace(line)[0] != '{' {
			return errors.New("one JSON object a line is expected")
		}
		return inWords(line, err)
	}
	switch head.Type {
	case "outcome":
		var l outcomeLine
		if err := strict(line, &l); err != nil {
			return err
		}
		f.Outcomes = append(f.Outcomes, l.Outcome)
		return checkOutcome(&f.Outcomes[len(f.Outcomes)-1])
	case "correction":
		var l correctionLine
		if err := strict(line, &l); err != nil {
			return err
		}
		f.Corrections = append(f.Corrections, l.Correction)
		return checkCorrection(&f.Corrections[len(f.Corrections)-1])
	case "booking":
		var l bookingLine
		if err := strict(line, &l); err != nil {
			return err
		}
		f.Bookings = append(f.Bookings, l.Booking)
		return checkBooking(&f.Bookings[len(f.Bookings)-1])
	case "excusal":
		var l excusalLine
		if err := strict(line, &l); err != nil {
			return err
		}
		f.Excusals = append(f.Excusals, l.Excusal)
		return checkExcusal(&f.Excusals[len(f.Excusals)-1])
	case "block", "end", "sealed": // seals of an export: verify looks at them
		return nil
	}
	return wrong{"type", "outcome, correction, booking or excusal", head.Type}
}

// ReadOutcome reads one line that must be an outcome. It returns ErrFact, whose
// field names what was expected.
func ReadOutcome(line []byte) (Outcome, error) {
	var l outcomeLine
	err := strict(line, &l)
	if err == nil && l.Type != "outcome" {
		err = wrong{"type", "outcome", l.Type}
	}
	if err == nil {
		err = checkOutcome(&l.Outcome)
	}
	var w wrong
	switch {
	case err == nil:
		return l.Outcome, nil
	case errors.As(err, &w):
		return Outcome{}, ErrFact.With("%s", w.Error()).At(w.field, w.wanted, w.got)
	}
	words := strings.TrimPrefix(err.Error(), "json: ")
	return Outcome{}, ErrFact.With("%s", words).At("", "an outcome as docs/billing-formats.md describes", words)
}

// A fact on its line stands beside the word that says which it is.
type (
	outcomeLine struct {
		Type string `json:"type"`
		Outcome
	}
	correctionLine struct {
		Type string `json:"type"`
		Correction
	}
	bookingLine struct {
		Type string `json:"type"`
		Booking
	}
	excusalLine struct {
		Type string `json:"type"`
		Excusal
	}
)

// WriteFacts writes the facts as ReadFacts reads them.
func WriteFacts(w io.Writer, f Facts) error {
	return errors.Join(
		writeKind(w, "outcome", f.Outcomes), writeKind(w, "correction", f.Corrections),
		writeKind(w, "booking", f.Bookings), writeKind(w, "excusal", f.Excusals))
}

func writeKind[T any](w io.Writer, kind string, facts []T) error {
	for i := range facts {
		body, err := json.Marshal(&facts[i])
		if err != nil {
			return fmt.Errorf("write %s: %w", kind, err)
		}
		if _, err := fmt.Fprintf(w, "{\"type\":%q,%s\n", kind, body[1:]); err != nil {
			return fmt.Errorf("write %s: %w", kind, err)
		}
	}
	return nil
}

func checkOutcome(o *Outcome) error {
	switch {
	case !o.Service.known():
		return wrong{"service", serviceNames, string(o.Service)}
	case o.Flags.Has(Answered | Unanswered):
		return wrong{"flags", "answered or unanswered, not both", strings.Join(o.Flags.Names(), ",")}
	case o.NetMinor < 0:
		return wrong{"net_minor", "zero or more", strconv.FormatInt(int64(o.NetMinor), 10)}
	case o.RespMS < 0:
		return wrong{"resp_ms", "zero or more", strconv.FormatInt(o.RespMS, 10)}
	case o.CSAT < 0 || o.CSAT > 5:
		return wrong{"csat", "1 to 5, or 0 for none", strconv.FormatInt(o.CSAT, 10)}
	}
	o.At, o.ReceivedAt = micro(o.At), micro(o.ReceivedAt)
	if o.DeliveredAt != nil {
		*o.DeliveredAt = micro(*o.DeliveredAt)
	}
	if o.OpenedAt != nil {
		*o.OpenedAt = micro(*o.OpenedAt)
	}
	return need(
		[]string{"id", o.ID, "brand", o.Brand, "source", o.Source, "source_event_id", o.SourceEventID},
		"event_at", o.At, "received_at", o.ReceivedAt)
}

func checkCorrection(c *Correction) error {
	if !slices.Contains(correctionKinds, c.Kind) {
		return wrong{"kind", strings.Join(correctionKinds, ", "), c.Kind}
	}
	if (c.Kind == Refund) != (c.Delta > 0) {
		return wrong{"delta", "above zero on a refund, absent on anything else", strconv.FormatInt(int64(c.Delta), 10)}
	}
	c.EffectiveAt, c.ReceivedAt = micro(c.EffectiveAt), micro(c.ReceivedAt)
	return need(
		[]string{"id", c.ID, "outcome_id", c.Outcome, "actor", c.Actor, "source_event_id", c.SourceEventID},
		"effective_at", c.EffectiveAt, "received_at", c.ReceivedAt)
}

func checkBooking(b *Booking) error {
	if b.Capacity < 0 || b.ValueMinor < 0 {
		return wrong{"capacity, booked_value_minor", "zero or more", fmt.Sprint(b.Capacity, ", ", b.ValueMinor)}
	}
	b.Start, b.End, b.ReceivedAt = micro(b.Start), micro(b.End), micro(b.ReceivedAt)
	return need(
		[]string{"id", b.ID, "brand", b.Brand, "source", b.Source, "source_event_id", b.SourceEventID},
		"start", b.Start, "received_at", b.ReceivedAt)
}

func checkExcusal(e *Excusal) error {
	if !e.From.Before(e.Till) {
		return wrong{"from", "before till", e.From.Format(time.RFC3339)}
	}
	e.From, e.Till, e.ReceivedAt = micro(e.From), micro(e.Till), micro(e.ReceivedAt)
	return need(
		[]string{"id", e.ID, "brand", e.Brand, "source", e.Source, "source_event_id", e.SourceEventID},
		"from", e.From, "received_at", e.ReceivedAt)
}

// need refuses an empty text (name and value in turn) or an unset time.
func need(texts []string, name1 string, t1 time.Time, name2 string, t2 time.Time) error {
	for i := 0; i < len(texts); i += 2 {
		if texts[i+1] == "" {
			return wrong{texts[i], "a value", ""}
		}
	}
	if t1.IsZero() {
		return wrong{name1, "a time (RFC 3339 with offset)", ""}
	}
	if t2.IsZero() {
		return wrong{name2, "a time (RFC 3339 with offset)", ""}
	}
	return nil
}

// micro drops what PostgreSQL does not keep, so that a fact hashes alike before
// and after it was stored.
func micro(t time.Time) time.Time { return t.Truncate(time.Microsecond) }
