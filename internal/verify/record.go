package verify

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
)

// record is the canonical form of a fact: each field as its length, a colon,
// its bytes and a comma. Times are microseconds since 1970.
type record struct{ text []byte }

// newRecord has room for most facts.
func newRecord() *record { return &record{make([]byte, 0, 512)} }

func (r *record) put(fields ...any) *record {
	for _, f := range fields {
		switch f := f.(type) {
		case string:
			r.field(f)
		case int64:
			r.field(strconv.FormatInt(f, 10))
		case time.Time:
			r.moment(&f)
		case *time.Time:
			r.moment(f)
		}
	}
	return r
}

func (r *record) field(text string) {
	r.text = append(strconv.AppendInt(r.text, int64(len(text)), 10), ':')
	r.text = append(append(r.text, text...), ',')
}

func (r *record) moment(t *time.Time) {
	if t == nil || t.IsZero() {
		r.field("")
		return
	}
	r.field(strconv.FormatInt(t.Truncate(time.Microsecond).UnixMicro(), 10))
}

// String is the record as text, to compare by.
func (r *record) String() string { return string(r.text) }

// flagOrder is the order in which flags are written.
var flagOrder = []string{
	"answered", "unanswered", "excused", "fast_abandon", "attributed", "confirmed",
	"assumed", "escalated", "human_touched", "greeting_only", "over_capacity", "held",
}

func (r *record) outcomeBody(o *outcome) *record {
	var flags []string
	for _, f := range flagOrder {
		if o.is(f) {
			flags = append(flags, f)
		}
	}
	r.put(o.Brand, o.Shop, o.Channel, o.Service, o.Unit, o.Conversation, o.Shopper, o.Intent, o.At,
		o.Agent, o.Slot, o.RespMS, o.CSAT, strings.Join(flags, ","), o.OrderRef, o.NetMinor, o.Currency,
		o.DeliveredAt, o.TranscriptSHA, o.Source, o.SourceEventID)
	if o.OpenedAt != nil { // a later field: records without it are as they were
		r.put(o.OpenedAt)
	}
	return r
}

func (r *record) correctionBody(x *correction) *record {
	return r.put(x.Outcome, x.Kind, x.Delta, x.EffectiveAt, x.Actor, x.EvidenceSHA, x.SourceEventID)
}

func (r *record) bookingBody(b *booking) *record {
	return r.put(b.Brand, b.Slot, b.Channel, b.Capacity, b.ValueMinor, b.Start, b.End, b.Source, b.SourceEventID)
}

func (r *record) excusalBody(e *excusal) *record {
	return r.put(e.Brand, e.Channel, e.From, e.Till, strings.Join(e.SignedBy, ","), e.EvidenceSHA, e.Source, e.SourceEventID)
}

type hash = [32]byte

// leaf is SHA-256 over a zero byte and the record: of one that newLeaf began.
func (r *record) leaf() hash { return sha256.Sum256(r.text) }

// newLeaf is a record that begins with the zero byte.
func newLeaf() *record { return &record{make([]byte, 1, 640)} }

func outcomeLeaf(o *outcome, corrections []*correction) hash {
	r := newLeaf().put("outcome", o.ID, o.ReceivedAt).outcomeBody(o)
	for _, x := range corrections {
		r.put("correction", x.ID, x.ReceivedAt).correctionBody(x)
	}
	return r.leaf()
}

func correctionLeaf(x *correction) hash {
	return newLeaf().put("correction", x.ID, x.ReceivedAt).correctionBody(x).leaf()
}

func bookingLeaf(b *booking) hash {
	return newLeaf().put("booking", b.ID, b.ReceivedAt).bookingBody(b).leaf()
}

func excusalLeaf(e *excusal) hash {
	return newLeaf().put("excusal", e.ID, e.ReceivedAt).excusalBody(e).leaf()
}

// root is the Merkle root: a node is SHA-256 over a one byte and its two
// children, and the last of an odd level goes up as it is.
func root(leaves []hash) string {
	if len(leaves) == 0 {
		return hexOf(sha256.Sum256(nil))
	}
	for len(leaves) > 1 {
		var up []hash
		for pair := range slices.Chunk(leaves, 2) {
			if len(pair) == 1 {
				up = append(up, pair[0])
				continue
			}
			up = append(up, sha256.Sum256(slices.Concat([]byte{1}, pair[0][:], pair[1][:])))
		}
		leaves = up
	}
	return hexOf(leaves[0])
}

func hexOf(h hash) string { return hex.EncodeToString(h[:]) }
