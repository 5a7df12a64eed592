package training_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/manyhands/manyhands/training"
)

// A certificate from its second level on brings a tag by which the desk gives
// hard conversations; it goes with the certificate, and a pool that was
// certified before the brand filed its procedures gets both when it has.
func TestTheSecondLevelOpensHardConversationsAndGoesWithTheCertificate(t *testing.T) {
	t.Parallel()
	b := setup(t, 30)
	ctx := t.Context()
	count := func() (n int) {
		for _, id := range b.agents {
			a, err := b.register.Agent(ctx, id)
			b.must(err)
			if slices.Contains(a.Tags, training.Practised("yunshang")) {
				n++
			}
		}
		return n
	}
	b.must(b.Grant(ctx, b.agents, b.brand))
	holders, err := b.Holders(ctx, b.brand, training.Active)
	b.must(err)
	want := 0
	for _, h := range holders {
		if h.Level >= 2 {
			want++
		}
	}
	if got := count(); got != want || want == 0 || want == len(b.agents) {
		t.Fatalf("%d of %d hold the tag, %d have the level", got, len(b.agents), want)
	}
	b.put("return", "\n# edition 2\n")
	b.until(func() bool { r, err := b.Reserve(ctx, b.brand); b.must(err); return r.Suspended > 0 })
	holders, err = b.Holders(ctx, b.brand, training.Active)
	b.must(err)
	want = 0
	for _, h := range holders {
		if h.Level >= 2 {
			want++
		}
	}
	if got := count(); got != want {
		t.Errorf("after a changed policy %d hold the tag, %d have the level and the certificate", got, want)
	}
}

// A pool that was certified before the brand filed any procedure is granted
// anew when it has: what each certificate stands on, and its level.
func TestAPoolGrantedBeforeTheProceduresStandsOnThemAfterwards(t *testing.T) {
	t.Parallel()
	b := setup(t, 12)
	ctx := t.Context()
	b.must(b.Grant(ctx, b.agents, b.brand))
	want, err := b.Reserve(ctx, b.brand)
	b.must(err)
	for _, q := range []string{"DELETE FROM training.stands_on", "UPDATE training.certificate SET level = 1"} { // as it is without procedures
		_, err := b.pool.Exec(ctx, q)
		b.must(err)
	}
	b.must(b.Grant(ctx, b.agents, b.brand))
	got, err := b.Reserve(ctx, b.brand)
	b.must(err)
	if !reflect.DeepEqual(got.Procedures, want.Procedures) || len(got.Procedures) == 0 {
		t.Errorf("got %+v, want %+v", got.Procedures, want.Procedures)
	}
	holders, err := b.Holders(ctx, b.brand, training.Active)
	b.must(err)
	if !slices.ContainsFunc(holders, func(h training.Holder) bool { return h.Level > 1 }) {
		t.Error("everybody is still on the first rung")
	}
}
