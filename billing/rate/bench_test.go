package rate_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing/rate"
)

// BenchmarkRate rates a month of 100,000 outcomes: as rows with and without
// hashing, as columns, and as a cube.
func BenchmarkRate(b *testing.B) {
	f := aMonth(100_000)
	c := example()
	columns, err := rate.ColumnsOf(c, f, time.Time{})
	if err != nil {
		b.Fatal(err)
	}
	cube, err := rate.CubeOf(c, f, time.Time{})
	if err != nil {
		b.Fatal(err)
	}
	for _, way := range []struct {
		name string
		rate func() error
	}{
		{"rows with evidence", func() error { _, err := rate.Rate(c, f, time.Time{}); return err }},
		{"rows", func() error { _, err := rate.RateWith(c, f, time.Time{}, rate.Options{NoEvidence: true}); return err }},
		{"a look", func() error { _, err := rate.LookAt(c, f, time.Time{}); return err }},
		{"columns", func() error { _, err := columns.Rate(c); return err }},
		{"cube", func() error { _, _, err := cube.Rate(c); return err }},
	} {
		b.Run(way.name, func(b *testing.B) {
			for b.Loop() {
				if err := way.rate(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(f.Outcomes)), "ns/outcome")
		})
	}
}

// BenchmarkReadFacts reads a file of 10,000 facts.
func BenchmarkReadFacts(b *testing.B) {
	var file bytes.Buffer
	if err := rate.WriteFacts(&file, aMonth(10_000)); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(file.Len()))
	for b.Loop() {
		if _, err := rate.ReadFacts(bytes.NewReader(file.Bytes())); err != nil {
			b.Fatal(err)
		}
	}
}
