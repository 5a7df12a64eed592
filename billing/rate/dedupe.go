package rate

import (
	"cmp"
	"slices"
	"time"
)

// Conflict is a fact that came twice with two bodies. Neither is dropped in
// silence: the one received first is rated, and this says which was not.
type Conflict struct {
	Kind    string `json:"kind"` // outcome, correction, booking, excusal
	Key     string `json:"key"`
	Kept    string `json:"kept"`    // id
	Refused string `json:"refused"` // id
	BodySHA string `json:"refused_sha"`
}

// identity is how one kind of fact is told apart from its copies.
type identity[T any] struct {
	kind     string
	id       func(*T) string
	source   func(*T) string // the key under which its source sent it
	received func(*T) time.Time
	body     func(*T) []byte // canonical, without id and time of receipt
}

// dedupe keeps one fact for each source key, then one for each id. The choice
// depends on the set of facts alone, never on their order.
func dedupe[T any](facts []*T, as identity[T]) ([]*T, []Conflict) {
	facts, bySource := dedupeBy(facts, as, as.source)
	facts, byID := dedupeBy(facts, as, as.id)
	return facts, append(bySource, byID...)
}

func dedupeBy[T any](facts []*T, as identity[T], key func(*T) string) ([]*T, []Conflict) {
	first := make(map[string]*T, len(facts))
	copies := map[string][]*T{}
	for _, f := range facts {
		k := key(f)
		if _, taken := first[k]; taken {
			copies[k] = append(copies[k], f)
			continue
		}
		first[k] = f
	}
	if len(copies) == 0 {
		return facts, nil
	}
	var conflicts []Conflict
	for k, group := range copies {
		group = append(group, first[k])
		slices.SortFunc(group, as.compare)
		first[k] = group[0]
		conflicts = append(conflicts, as.conflicts(k, group)...)
	}
	slices.SortFunc(conflicts, func(a, b Conflict) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.BodySHA, b.BodySHA))
	})
	kept := make([]*T, 0, len(first))
	for _, f := range facts {
		if first[key(f)] == f {
			kept = append(kept, f)
		}
	}
	return kept, conflicts
}

// compare puts the fact to keep first.
func (as identity[T]) compare(a, b *T) int {
	return cmp.Or(
		as.received(a).Compare(as.received(b)),
		cmp.Compare(as.id(a), as.id(b)),
		slices.Compare(as.body(a), as.body(b)))
}

// conflicts names every body in the group that is not the kept one, once.
func (as identity[T]) conflicts(key string, group []*T) []Conflict {
	kept := hexSHA(as.body(group[0]))
	seen := map[string]bool{kept: true}
	var out []Conflict
	for _, f := range group[1:] {
		body := hexSHA(as.body(f))
		if seen[body] {
			continue
		}
		seen[body] = true
		out = append(out, Conflict{as.kind, printable(key), as.id(group[0]), as.id(f), body})
	}
	return out
}
