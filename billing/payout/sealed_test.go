package payout

import (
	"bytes"
	"strings"
	"testing"

	"github.com/manyhands/manyhands/internal/uid"
)

// Law: what is kept of an account tells nothing of it, opens with the same key
// for the same agent, and for nobody else; what was kept before there was a key
// is still read.
func TestAnAccountIsKeptSealed(t *testing.T) {
	t.Parallel()
	mine, other := &Paymaster{}, &Paymaster{}
	for m, key := range map[*Paymaster]string{mine: "k", other: "x"} {
		if err := m.SealWith(bytes.Repeat([]byte(key), 32)); err != nil {
			t.Fatal(err)
		}
	}
	agent := uid.New[uid.Agent]()
	const account = "6222021234567890123"
	kept, err := mine.sealed(agent, account)
	if err != nil || strings.Contains(kept, account[:6]) || len(kept) > 400 {
		t.Fatalf("kept as %q (%v)", kept, err)
	}
	if got, err := mine.open(agent, kept); err != nil || got != account {
		t.Errorf("opened as %q (%v)", got, err)
	}
	if got, err := mine.open(uid.New[uid.Agent](), kept); err == nil {
		t.Errorf("another agent's row opened as %q", got)
	}
	if got, err := other.open(agent, kept); err == nil {
		t.Errorf("another key opened %q", got)
	}
	if got, err := mine.open(agent, account); err != nil || got != account {
		t.Errorf("an old row reads %q (%v)", got, err)
	}
}
