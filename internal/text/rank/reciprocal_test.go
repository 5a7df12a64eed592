package rank

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Voices whose scores cannot be compared are mixed by place: what two put first
// comes before what one does, and between equals the earlier voice is heard.
func TestVoicesAreMixedByTheirPlaces(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		voices [][]string
		want   []string
	}{
		"nobody speaks":            {nil, nil},
		"one voice":                {[][]string{{"a", "b"}}, []string{"a", "b"}},
		"two agree on the second":  {[][]string{{"a", "x"}, {"b", "x"}}, []string{"x", "a", "b"}},
		"equals by the first":      {[][]string{{"a"}, {"b"}}, []string{"a", "b"}},
		"said twice is said once":  {[][]string{{"a", "a", "b"}, {"b"}}, []string{"b", "a"}},
		"a voice that is silent":   {[][]string{{}, {"b", "a"}}, []string{"b", "a"}},
		"the first place of a few": {[][]string{{"a", "b", "c"}, {"c", "a", "b"}, {"c", "b", "a"}}, []string{"c", "a", "b"}},
	} {
		if got := Reciprocal(c.voices...); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

// Whatever the voices say: everything named is there once, nothing else is, and
// what every voice puts first is first.
func TestAMixtureHoldsWhatWasNamedOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		voices := rapid.SliceOfN(rapid.SliceOfN(rapid.StringMatching("[a-f]"), 0, 8), 0, 4).Draw(rt, "voices")
		named := map[string]bool{}
		for _, v := range voices {
			for _, id := range v {
				named[id] = true
			}
		}
		got := Reciprocal(voices...)
		if len(got) != len(named) {
			rt.Fatalf("got %v of %v", got, voices)
		}
		for _, id := range got {
			if !named[id] {
				rt.Fatalf("%s was named by nobody", id)
			}
			delete(named, id)
		}
		for i := range voices {
			voices[i] = append([]string{"first"}, voices[i]...)
		}
		if got := Reciprocal(voices...); len(voices) > 0 && got[0] != "first" {
			rt.Fatalf("got %v", got)
		}
	})
}
