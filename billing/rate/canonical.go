package rate

import (
	"strconv"
	"strings"
	"time"
)

// A canonical record is a run of netstrings (length, colon, bytes, comma), one
// a field, in the order written here and in docs/billing-formats.md. No two
// records share their bytes, and any language can write it in ten lines.
// Changing an order or a field here changes every evidence root.
type canonical []byte

func (c canonical) text(s string) canonical {
	c = strconv.AppendInt(c, int64(len(s)), 10)
	c = append(c, ':')
	c = append(c, s...)
	return append(c, ',')
}

func (c canonical) whole(n int64) canonical {
	var room [20]byte
	digits := strconv.AppendInt(room[:0], n, 10)
	c = append(strconv.AppendInt(c, int64(len(digits)), 10), ':')
	return append(append(c, digits...), ',')
}

// flags are the names of those that are set, with commas between.
func (c canonical) flags(f Flags) canonical {
	size := -1
	for i, name := range flagNames {
		if f&(1<<i) != 0 {
			size += len(name) + 1
		}
	}
	c = append(strconv.AppendInt(c, int64(max(size, 0)), 10), ':')
	first := true
	for i, name := range flagNames {
		if f&(1<<i) == 0 {
			continue
		}
		if !first {
			c = append(c, ',')
		}
		c, first = append(c, name...), false
	}
	return append(c, ',')
}

// time is microseconds since 1970, and empty for a time that was never set.
func (c canonical) time(t time.Time) canonical {
	if t.IsZero() {
		return c.text("")
	}
	return c.whole(t.UnixMicro())
}

func (c canonical) outcome(o *Outcome) canonical {
	return c.text("outcome").text(o.ID).time(o.ReceivedAt).outcomeBody(o)
}

func (c canonical) outcomeBody(o *Outcome) canonical {
	delivered := time.Time{}
	if o.DeliveredAt != nil {
		delivered = *o.DeliveredAt
	}
	c = c.text(o.Brand).text(o.Shop).text(o.Channel).text(string(o.Service)).text(o.Unit).
		text(o.Conversation).text(o.Shopper).text(o.Intent).time(o.At).
		text(o.Agent).text(o.Slot).whole(o.RespMS).whole(o.CSAT).
		flags(o.Flags).text(o.OrderRef).whole(int64(o.NetMinor)).
		text(string(o.Currency)).time(delivered).text(o.TranscriptSHA).
		text(o.Source).text(o.SourceEventID)
	if o.OpenedAt != nil { // a later field: records without it keep their bytes
		c = c.time(*o.OpenedAt)
	}
	return c
}

func (c canonical) correction(x *Correction) canonical {
	return c.text("correction").text(x.ID).time(x.ReceivedAt).correctionBody(x)
}

func (c canonical) correctionBody(x *Correction) canonical {
	return c.text(x.Outcome).text(x.Kind).whole(int64(x.Delta)).time(x.EffectiveAt).
		text(x.Actor).text(x.EvidenceSHA).text(x.SourceEventID)
}

func (c canonical) booking(b *Booking) canonical {
	return c.text("booking").text(b.ID).time(b.ReceivedAt).bookingBody(b)
}

func (c canonical) bookingBody(b *Booking) canonical {
	return c.text(b.Brand).text(b.Slot).text(b.Channel).whole(b.Capacity).whole(int64(b.ValueMinor)).
		time(b.Start).time(b.End).text(b.Source).text(b.SourceEventID)
}

func (c canonical) excusal(e *Excusal) canonical {
	return c.text("excusal").text(e.ID).time(e.ReceivedAt).excusalBody(e)
}

func (c canonical) excusalBody(e *Excusal) canonical {
	return c.text(e.Brand).text(e.Channel).time(e.From).time(e.Till).
		text(strings.Join(e.SignedBy, ",")).text(e.EvidenceSHA).text(e.Source).text(e.SourceEventID)
}

// sourceKey namespaces a source's own id, so that two tenants or two sources
// never meet under one key.
func sourceKey(brand, source, id string) string {
	return string(canonical(nil).text(brand).text(source).text(id))
}

// printable shows a source key as words.
func printable(key string) string {
	var parts []string
	for rest := key; rest != ""; {
		size, tail, ok := strings.Cut(rest, ":")
		n, err := strconv.Atoi(size)
		if !ok || err != nil || n < 0 || n >= len(tail) {
			return key // a plain id
		}
		parts, rest = append(parts, tail[:n]), tail[n+1:]
	}
	return strings.Join(parts, " / ")
}

var (
	outcomeIdentity = identity[Outcome]{
		kind: "outcome", id: func(o *Outcome) string { return o.ID },
		source:   func(o *Outcome) string { return sourceKey(o.Brand, o.Source, o.SourceEventID) },
		received: func(o *Outcome) time.Time { return o.ReceivedAt },
		body:     func(o *Outcome) []byte { return canonical(nil).outcomeBody(o) },
	}
	correctionIdentity = identity[Correction]{
		kind: "correction", id: func(c *Correction) string { return c.ID },
		source:   func(c *Correction) string { return c.SourceEventID },
		received: func(c *Correction) time.Time { return c.ReceivedAt },
		body:     func(c *Correction) []byte { return canonical(nil).correctionBody(c) },
	}
	bookingIdentity = identity[Booking]{
		kind: "booking", id: func(b *Booking) string { return b.ID },
		source:   func(b *Booking) string { return sourceKey(b.Brand, b.Source, b.SourceEventID) },
		received: func(b *Booking) time.Time { return b.ReceivedAt },
		body:     func(b *Booking) []byte { return canonical(nil).bookingBody(b) },
	}
	excusalIdentity = identity[Excusal]{
		kind: "excusal", id: func(e *Excusal) string { return e.ID },
		source:   func(e *Excusal) string { return sourceKey(e.Brand, e.Source, e.SourceEventID) },
		received: func(e *Excusal) time.Time { return e.ReceivedAt },
		body:     func(e *Excusal) []byte { return canonical(nil).excusalBody(e) },
	}
)
