package rate_test

import (
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing/rate"
)

// BenchmarkRate rates a month of 100,000 outcomes, with and without hashing.
func BenchmarkRate(b *testing.B) {
	f := aMonth(100_000)
	for name, opt := range map[string]rate.Options{"with evidence": {}, "what if": {NoEvidence: true}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := rate.RateWith(example(), f, time.Time{}, opt); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(f.Outcomes)), "ns/outcome")
		})
	}
}
