package shop

import (
	"slices"
	"testing"
)

func TestAColourIsUnderstoodInBothLanguages(t *testing.T) {
	t.Parallel()
	jacket := []string{"黑色", "军绿", "藏青", "奶油白", "白色", "墨绿"}
	for _, c := range []struct {
		text string
		want []string
		said bool
	}{
		{"Is XL in black in stock?", []string{"黑色"}, true},
		{"the navy one please", []string{"藏青"}, true},
		{"do you have it in green", []string{"军绿", "墨绿"}, true},
		{"绿色有吗", []string{"军绿", "墨绿"}, true},
		{"奶油白M码有货吗", []string{"奶油白"}, true},
		{"白色还是奶油白", []string{"奶油白", "白色"}, true},
		{"army green or bottle green", []string{"军绿", "墨绿"}, true},
		{"in pink?", nil, true},
		{"粉色有吗", nil, true},
		{"blackout curtains", nil, false},
		{"明白了", nil, false},
		{"有没有绿的", []string{"军绿", "墨绿"}, true},
		{"你说得挺明白的", nil, false},
		{"has it arrived", nil, false},
	} {
		got, said := ColoursSaid(c.text, jacket)
		if !slices.Equal(got, c.want) || said != c.said {
			t.Errorf("%q: got %v, %v; want %v, %v", c.text, got, said, c.want, c.said)
		}
	}
	if got := EnglishColour("燕麦色") + " " + EnglishColour("混色") + " " + EnglishColour("彩虹"); got != "oatmeal assorted 彩虹" {
		t.Errorf("got %q", got)
	}
}
